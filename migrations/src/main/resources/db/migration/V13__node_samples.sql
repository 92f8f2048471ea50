-- What nodes used and where their chains were: a sample a minute, kept for a day, and one each five minutes, kept for thirty.
create table node_sample (
    node_id      uuid not null references node,
    step_seconds integer not null check (step_seconds in (60, 300)),
    at           timestamptz not null,                           -- when its step began
    cpu_millis   bigint check (cpu_millis >= 0),                 -- thousandths of a core; null: not known, as in all columns here
    memory_bytes bigint check (memory_bytes >= 0),
    disk_bytes   bigint check (disk_bytes >= 0),
    head         bigint,
    peers        integer,
    primary key (node_id, step_seconds, at)
);
create index node_sample_by_time on node_sample (step_seconds, at);

grant select, insert, delete on node_sample to berth_platform;
grant select on node_sample to berth_tenant;
alter table node_sample enable row level security;
create policy platform_sees_all on node_sample to berth_platform using (true) with check (true);
create policy tenant_sees_own on node_sample to berth_tenant using (exists (select from node n where n.node_id = node_sample.node_id));
