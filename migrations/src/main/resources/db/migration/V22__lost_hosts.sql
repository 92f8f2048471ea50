-- Hosts whose return is not waited for, and what becomes of nodes that were being made there.
alter table host add column lost_at timestamptz;                 -- nobody had heard it for so long by then; null: it is heard, or waited for
grant select (lost_at) on host to berth_tenant;

-- From then on it may have data that is worth keeping. Of those that were there before nobody knows better.
alter table node add column answered_at timestamptz;             -- when it answered for the first time, on whatever host
update node set answered_at = created_at;

-- A place that a node has lost, with whatever it had there: removed when the host is heard again.
create table left_behind (
    node_id    uuid not null references node,
    host_id    uuid not null references host,
    generation integer not null check (generation > 0),          -- the last that was made there
    left_at    timestamptz not null default now(),
    primary key (node_id, host_id)
);
grant select, insert, update, delete on left_behind to berth_platform;
alter table left_behind enable row level security;
create policy platform_sees_all on left_behind to berth_platform using (true) with check (true);
