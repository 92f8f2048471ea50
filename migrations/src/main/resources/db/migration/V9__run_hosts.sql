-- How much of a machine nodes may reserve (a share of what it has, less a reserve), and who says where it stands.
alter table host
    add column cpu_percent          integer not null default 200 check (cpu_percent between 1 and 1000),   -- nodes idle: a core is leased twice
    add column memory_percent       integer not null default 80 check (memory_percent between 1 and 100),
    add column disk_percent         integer not null default 80 check (disk_percent between 1 and 100),
    add column reserve_cpu_millis   bigint not null default 0 check (reserve_cpu_millis >= 0),
    add column reserve_memory_bytes bigint not null default 0 check (reserve_memory_bytes >= 0),
    add column reserve_disk_bytes   bigint not null default 0 check (reserve_disk_bytes >= 0),
    add column observed_gpu         integer,
    add column place_by_operator    boolean not null default false,   -- what its agent says of region, zone, provider, labels is passed over
    add column clock_cordoned_at    timestamptz,                 -- its clock is too far off for new nodes; null: it is not
    add column drain_since          timestamptz,                 -- its nodes are to go; null: they may stay
    add column drain_nodes          integer not null default 0 check (drain_nodes >= 0),   -- how many there were then
    add column drained_at           timestamptz,                 -- when none was left
    add check (drain_since is not null or drained_at is null);

-- A pool's members are restarted one by one until each has the pool's revision.
alter table pool add column revision integer not null default 0 check (revision >= 0);
alter table node add column pool_revision integer not null default 0 check (pool_revision >= 0);

-- How much of a network's nodes one provider, or one zone, may have.
create table network_cap (
    network              text primary key references network,
    max_provider_percent integer not null default 100 check (max_provider_percent between 1 and 100),
    max_zone_percent     integer not null default 100 check (max_zone_percent between 1 and 100)
);
grant select, insert, update, delete on network_cap to berth_platform;
alter table network_cap enable row level security;
create policy platform_sees_all on network_cap to berth_platform using (true) with check (true);
