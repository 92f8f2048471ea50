-- Subnets that something of somebody else's has on a host; nobody gets these.
create table blocked_subnet (
    host_id    uuid not null references host,
    subnet     cidr not null,
    reason     text not null,
    blocked_at timestamptz not null default now(),
    primary key (host_id, subnet)
);
alter table blocked_subnet enable row level security;
create policy platform_sees_all on blocked_subnet to berth_platform using (true) with check (true);
grant select, insert, update, delete on blocked_subnet to berth_platform;
