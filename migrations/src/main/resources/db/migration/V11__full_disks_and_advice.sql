-- How full the disks of hosts are, what nodes have written there, how fast that grows, and what follows.
alter table host
    add column disk_level         text not null default 'room' check (disk_level in ('room', 'low', 'scarce', 'full', 'last')),
    add column disk_floor_bytes   bigint check (disk_floor_bytes >= 0),      -- with less left, nothing may grow; null: the usual
    add column disk_watched_since timestamptz,
    add column disk_watched_at    timestamptz,
    add column disk_used_bytes    bigint check (disk_used_bytes >= 0),
    add column disk_bytes_per_day bigint;                                    -- as seen since, the last day above all

-- Of a node that has a place; the level is that of what it reserved.
create table node_disk (
    node_id       uuid primary key references node,
    level         text not null default 'room' check (level in ('room', 'low', 'scarce', 'full')),
    watched_since timestamptz,                                   -- null: nobody may look into its volumes
    watched_at    timestamptz,
    used_bytes    bigint check (used_bytes >= 0),
    bytes_per_day bigint,
    stopped_for   text                                           -- why it may not run for now; null: it may
);
grant select, insert, update, delete on node_disk to berth_platform;
grant select on node_disk to berth_tenant;
alter table node_disk enable row level security;
create policy platform_sees_all on node_disk to berth_platform using (true) with check (true);
create policy tenant_sees_own on node_disk to berth_tenant using (exists (select from node n where n.node_id = node_disk.node_id));

-- What the owner of a node should do about one of its units.
create table node_advice (
    node_id  uuid not null references node,
    unit     text not null,
    code     text not null check (code in ('OUT_OF_MEMORY', 'UNCLEAN_SHUTDOWN')),
    advice   text not null,
    size     text,                                               -- of the template, that is advised
    given_at timestamptz not null default now(),
    primary key (node_id, unit, code)
);
grant select, insert, update, delete on node_advice to berth_platform;
grant select on node_advice to berth_tenant;
alter table node_advice enable row level security;
create policy platform_sees_all on node_advice to berth_platform using (true) with check (true);
create policy tenant_sees_own on node_advice to berth_tenant using (exists (select from node n where n.node_id = node_advice.node_id));
