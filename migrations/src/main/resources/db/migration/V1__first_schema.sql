-- Berth's truth. Times are the database's own (timestamptz, UTC), amounts are exact integers or numeric, identifiers
-- are uuidv7 (PostgreSQL 18 is the minimum) unless a person or a wire format names the thing.
--
-- Two roles work here, neither owns a table: berth_platform (reconciler, feed, intake, operators) sees every row;
-- berth_tenant sees the rows of the tenant in the setting berth.tenant, which each of its transactions sets.

do $$
begin
    if not exists (select from pg_roles where rolname = 'berth_platform') then create role berth_platform nologin; end if;
    if not exists (select from pg_roles where rolname = 'berth_tenant') then create role berth_tenant nologin; end if;
end
$$;
grant berth_tenant to berth_platform;

create function current_tenant() returns uuid language sql stable
    return nullif(current_setting('berth.tenant', true), '')::uuid;

-- ------------------------------------------------------------------------------------------------ platform

-- One row. The incarnation changes when a backup is restored, so that proxies and hosts can tell.
create table platform (
    only_row    boolean primary key default true check (only_row),
    incarnation uuid not null default uuidv7(),
    created_at  timestamptz not null default now()
);
insert into platform default values;

-- Each control plane takes a number when it begins to act; hosts refuse lower ones than they have seen.
create table control_plane_epoch (
    epoch       bigint generated always as identity primary key,
    instance    uuid not null,
    taken_at    timestamptz not null default now(),
    last_seen   timestamptz not null default now()
);

-- Newest version of each feed table. A writer updates the row in its transaction, so versions commit in order.
create table feed_version (
    feed_table  text primary key check (feed_table in ('routing', 'access', 'denied')),
    version     bigint not null default 0
);
insert into feed_version (feed_table) values ('routing'), ('access'), ('denied');

create function next_feed_version(which text) returns bigint language plpgsql as $$
declare result bigint;
begin
    update feed_version set version = version + 1 where feed_table = which returning version into result;
    perform pg_notify('berth_feed', which);   -- delivered at commit; only nudges
    return result;
end
$$;

-- ------------------------------------------------------------------------------------------------ tenants

create table tenant (
    tenant_id           uuid primary key default uuidv7(),
    name                text not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    title               text not null default '',
    kind                text not null default 'customer' check (kind in ('platform', 'customer')),
    trusted             boolean not null default false,          -- may run on a host whose engine isolates nothing
    quota_nodes         integer not null default 10 check (quota_nodes >= 0),
    quota_cpu_millis    bigint not null default 16000 check (quota_cpu_millis >= 0),
    quota_memory_bytes  bigint not null default 34359738368 check (quota_memory_bytes >= 0),
    quota_disk_bytes    bigint not null default 1099511627776 check (quota_disk_bytes >= 0),
    approval_policy     text not null default 'automatic' check (approval_policy in ('automatic', 'person')),
    created_at          timestamptz not null default now()
);
create unique index tenant_one_platform on tenant (kind) where kind = 'platform';
insert into tenant (name, title, kind, trusted, quota_nodes, quota_cpu_millis, quota_memory_bytes, quota_disk_bytes)
values ('platform', 'The platform: shared nodes belong to it', 'platform', true, 100000, 1000000000000, 1000000000000000, 1000000000000000000);

create table member (
    member_id   uuid primary key default uuidv7(),
    tenant_id   uuid not null references tenant,
    email       text not null check (email like '%_@_%'),
    role        text not null check (role in ('owner', 'developer')),
    created_at  timestamptz not null default now(),
    removed_at  timestamptz,
    unique (tenant_id, email)
);

-- Keys of the management API. Only the hash of the secret is stored. An operator's key has no tenant.
create table api_key (
    key_id        text primary key,
    tenant_id     uuid references tenant,
    member_id     uuid references member,
    name          text not null default '',
    role          text not null check (role in ('operator', 'owner', 'developer')),
    secret_sha256 bytea not null check (octet_length(secret_sha256) = 32),
    created_at    timestamptz not null default now(),
    expires_at    timestamptz,
    revoked_at    timestamptz,
    check ((role = 'operator') = (tenant_id is null))
);

create table idempotency (
    tenant_id       uuid not null references tenant,             -- the platform tenant for operators
    idempotency_key text not null check (length(idempotency_key) between 1 and 255),
    route           text not null,
    body_sha256     bytea not null,
    status          integer,                                     -- null while the first call is under way
    response        jsonb,
    created_at      timestamptz not null default now(),
    primary key (tenant_id, idempotency_key)
);

-- ------------------------------------------------------------------------------------------------ templates

create table network (
    network     text primary key,
    definition  jsonb not null,                                  -- as in node-templates
    updated_at  timestamptz not null default now()
);

create table method_table (
    name        text primary key,
    definition  jsonb not null,
    updated_at  timestamptz not null default now()
);

-- A template's version is the SHA-256 of its folder, in hex. Versions are never edited.
create table template_version (
    template_hash text primary key check (template_hash ~ '^[0-9a-f]{64}$'),
    template      text not null,
    definition    json not null,                                 -- json: units start in the order written
    files         jsonb not null default '{}',                   -- path -> base64 of the folder's other files
    verified      boolean not null,                              -- every artifact is pinned
    approved      boolean not null default true,
    created_at    timestamptz not null default now()
);
create index template_version_by_name on template_version (template, created_at desc);

-- ------------------------------------------------------------------------------------------------ hosts

create table host (
    host_id                  uuid primary key default uuidv7(),
    name                     text not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    engine                   text not null check (engine in ('docker', 'process', 'fake')),
    arch                     text not null,                      -- amd64, arm64
    region                   text not null default '',
    zone                     text not null default '',
    provider                 text not null default '',
    labels                   jsonb not null default '{}',
    disk_class               text not null default 'ssd',
    state                    text not null default 'active' check (state in ('active', 'cordoned', 'decommissioned')),
    wanted_power             text not null default 'running' check (wanted_power in ('running', 'stopped')),  -- stopped: `berth down`
    allocatable_cpu_millis   bigint not null check (allocatable_cpu_millis >= 0),
    allocatable_memory_bytes bigint not null check (allocatable_memory_bytes >= 0),
    allocatable_disk_bytes   bigint not null check (allocatable_disk_bytes >= 0),
    allocatable_gpu          integer not null default 0 check (allocatable_gpu >= 0),
    reserved_cpu_millis      bigint not null default 0 check (reserved_cpu_millis >= 0),     -- kept by trigger
    reserved_memory_bytes    bigint not null default 0 check (reserved_memory_bytes >= 0),
    reserved_disk_bytes      bigint not null default 0 check (reserved_disk_bytes >= 0),
    reserved_gpu             integer not null default 0 check (reserved_gpu >= 0),
    observed_cpu_millis      bigint,                              -- what the host says it has; less than allocatable: overcommitted
    observed_memory_bytes    bigint,
    observed_disk_bytes      bigint,
    observed_disk_free_bytes bigint,
    observed_at              timestamptz,
    findings                 jsonb not null default '[]',        -- of the host doctor
    port_from                integer not null check (port_from between 1024 and 65535),
    port_to                  integer not null check (port_to between port_from and 65535),
    subnet_range             cidr not null,
    enrolled_at              timestamptz not null default now(),
    constraint host_cpu_fits check (reserved_cpu_millis <= allocatable_cpu_millis),
    constraint host_memory_fits check (reserved_memory_bytes <= allocatable_memory_bytes),
    constraint host_disk_fits check (reserved_disk_bytes <= allocatable_disk_bytes),
    constraint host_gpu_fits check (reserved_gpu <= allocatable_gpu)
);

-- ------------------------------------------------------------------------------------------------ pools and nodes

-- The shared nodes of one network, kept at a wanted size.
create table pool (
    pool_id         uuid primary key default uuidv7(),
    name            text not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    network         text not null references network,
    template_hash   text not null references template_version,
    driver_hash     text references template_version,            -- of the node that drives the members (a dev consensus)
    size            text not null,                               -- of the members, a name in their template
    parameters      jsonb not null default '{}',
    constraints     jsonb not null default '{}',                 -- on the hosts that members may be placed on
    replication     text not null check (replication in ('peers', 'none')),
    wanted_size     integer not null check (wanted_size between 0 and 1000),
    created_at      timestamptz not null default now(),
    deleted_at      timestamptz
);

-- One instance of a template version. Desired state only: where it is stands in its lease, how it is in observations.
create table node (
    node_id       uuid primary key default uuidv7(),
    tenant_id     uuid not null references tenant,
    name          text not null check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    network       text not null references network,
    template_hash text not null references template_version,
    size          text not null,                                 -- a name in the template
    parameters    jsonb not null default '{}',
    pool_id       uuid references pool,
    pool_role     text check (pool_role in ('member', 'driver')),
    desired       text not null default 'running' check (desired in ('running', 'stopped', 'deleted')),
    generation    integer not null default 1 check (generation > 0),   -- wanted; grows to replace units
    created_at    timestamptz not null default now(),
    gone_at       timestamptz,                                   -- set by the reconciler when nothing of it is left
    check ((pool_id is null) = (pool_role is null))
);
create unique index node_name_in_use on node (tenant_id, name) where gone_at is null;
create unique index node_one_driver on node (pool_id) where pool_role = 'driver' and gone_at is null;
create index node_of_pool on node (pool_id) where gone_at is null;
create index node_in_use on node (node_id) where gone_at is null;

-- Secrets of a node or pool, sealed with the master key that lives outside the database.
create table node_secret (
    owner_id    uuid not null,                                   -- node_id or pool_id, by the secret's scope
    name        text not null,
    sealed      bytea not null,
    created_at  timestamptz not null default now(),
    primary key (owner_id, name)
);

-- What was last seen of each unit on its host.
create table unit (
    node_id       uuid not null references node,
    unit          text not null,
    generation    integer not null,
    state         text not null check (state in ('absent', 'created', 'running', 'exited')),
    addresses     jsonb not null default '{}',                   -- port name -> "127.0.0.1:30001"
    exit_code     integer,
    oom_killed    boolean not null default false,
    started_at    timestamptz,
    finished_at   timestamptz,
    starts        integer not null default 0,                    -- by the reconciler, of this generation
    last_log      text,                                          -- last 100 lines before an unexpected exit
    observed_at   timestamptz not null default now(),
    primary key (node_id, unit)
);

-- What was last seen of each node by its probes, with the hysteresis that makes READY and its loss.
create table node_observation (
    node_id         uuid primary key references node,
    generation      integer not null,
    answers         boolean not null default false,
    head            bigint,
    head_at         timestamptz,                                 -- when the head last moved
    peers           integer,
    progress        jsonb not null default '{}',                 -- counters: bytes, blocks, percent
    conditions      jsonb not null default '[]',                 -- [{condition, met, detail}]
    met_since       timestamptz,                                 -- all conditions met without a break
    unmet_since     timestamptz,
    ready           boolean not null default false,
    failure_code    text,                                        -- CRASH_LOOP, ARTIFACT_UNAVAILABLE, ...: no more tries
    failure_reason  text,
    next_try_at     timestamptz,                                 -- backoff
    attempts        integer not null default 0,
    observed_at     timestamptz not null default now()
);

-- ------------------------------------------------------------------------------------------------ requests, leases, reservations

create table request (
    request_id  uuid primary key default uuidv7(),
    tenant_id   uuid not null references tenant,
    node_id     uuid references node,
    terms       jsonb not null,                                  -- template, parameters, resources, constraints, price
    terms_hash  text not null check (terms_hash ~ '^[0-9a-f]{64}$'),
    state       text not null check (state in ('pending', 'approved', 'rejected', 'expired', 'matched', 'unplaceable')),
    reason      text,
    created_by  text not null,
    created_at  timestamptz not null default now(),
    expires_at  timestamptz
);

create table approval (
    approval_id uuid primary key default uuidv7(),
    request_id  uuid not null references request,
    tenant_id   uuid not null references tenant,
    terms_hash  text not null,                                   -- of the terms that were approved
    decision    text not null check (decision in ('approved', 'rejected')),
    decided_by  text not null,                                   -- 'policy:automatic' or a person
    reason      text not null default '',
    decided_at  timestamptz not null default now()
);

-- What each host answered to a request: a score, or why not.
create table offer (
    request_id  uuid not null references request,
    host_id     uuid not null references host,
    score       double precision,
    refusal     text,
    offered_at  timestamptz not null default now(),
    primary key (request_id, host_id),
    check ((score is null) <> (refusal is null))
);

create table lease (
    lease_id          uuid primary key default uuidv7(),
    request_id        uuid not null references request,
    tenant_id         uuid not null references tenant,
    node_id           uuid not null references node,
    host_id           uuid not null references host,
    state             text not null default 'active' check (state in ('active', 'notice', 'grace', 'ended')),
    currency          text not null default 'USD',
    rate_per_hour     numeric(38, 18) not null check (rate_per_hour >= 0),
    platform_fee_bps  integer not null default 0 check (platform_fee_bps between 0 and 10000),
    started_at        timestamptz not null default now(),
    ended_at          timestamptz,
    close_reason      text,
    check ((state = 'ended') = (ended_at is not null))
);
create unique index lease_one_open on lease (node_id) where ended_at is null;

-- What a lease holds on a host. Removing the row gives it back.
create table reservation (
    lease_id      uuid primary key references lease,
    host_id       uuid not null references host,
    tenant_id     uuid not null references tenant,
    cpu_millis    bigint not null check (cpu_millis >= 0),
    memory_bytes  bigint not null check (memory_bytes >= 0),
    disk_bytes    bigint not null check (disk_bytes >= 0),
    gpu           integer not null default 0 check (gpu >= 0),
    created_at    timestamptz not null default now()
);
create index reservation_on_host on reservation (host_id);

create table reserved_port (
    host_id   uuid not null references host,
    ip        inet not null,
    protocol  text not null check (protocol in ('tcp', 'udp')),
    port      integer not null check (port between 1024 and 65535),
    lease_id  uuid not null references reservation on delete cascade,
    unit      text not null,
    port_name text not null,
    primary key (host_id, ip, protocol, port)
);
create index reserved_port_of_lease on reserved_port (lease_id);

-- A node's own subnet, or one that the members of a pool share on a host.
create table reserved_subnet (
    host_id   uuid not null references host,
    subnet    cidr not null,
    owner_id  uuid not null,                                     -- node_id or pool_id
    primary key (host_id, subnet),
    unique (host_id, owner_id)
);

-- Subnets and ports found unusable on a host (taken by something that is not ours).
create table blocked_port (
    host_id    uuid not null references host,
    protocol   text not null check (protocol in ('tcp', 'udp')),
    port       integer not null,
    reason     text not null,
    blocked_at timestamptz not null default now(),
    primary key (host_id, protocol, port)
);

create function keep_host_reserved() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then raise exception 'a reservation is never edited: end the lease and make another'; end if;
    if tg_op = 'INSERT' then
        update host set reserved_cpu_millis = reserved_cpu_millis + new.cpu_millis,
                        reserved_memory_bytes = reserved_memory_bytes + new.memory_bytes,
                        reserved_disk_bytes = reserved_disk_bytes + new.disk_bytes,
                        reserved_gpu = reserved_gpu + new.gpu
        where host_id = new.host_id;
    else
        update host set reserved_cpu_millis = reserved_cpu_millis - old.cpu_millis,
                        reserved_memory_bytes = reserved_memory_bytes - old.memory_bytes,
                        reserved_disk_bytes = reserved_disk_bytes - old.disk_bytes,
                        reserved_gpu = reserved_gpu - old.gpu
        where host_id = old.host_id;
    end if;
    return null;
end
$$;
create trigger reservation_kept after insert or update or delete on reservation
    for each row execute function keep_host_reserved();

-- ------------------------------------------------------------------------------------------------ endpoints

create table endpoint (
    endpoint_id       uuid primary key default uuidv7(),
    tenant_id         uuid not null references tenant,
    name              text not null check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    network           text not null references network,
    pool_id           uuid references pool,
    node_id           uuid references node,
    calls_per_second  integer not null default 0 check (calls_per_second >= 0),   -- 0: unlimited
    burst             integer not null default 0 check (burst >= 0),
    max_batch_items   integer not null default 0 check (max_batch_items >= 0),
    allowed_methods   text[] not null default '{}',
    created_at        timestamptz not null default now(),
    deleted_at        timestamptz,
    check ((pool_id is null) <> (node_id is null))
);
create unique index endpoint_name_in_use on endpoint (tenant_id, name) where deleted_at is null;

-- A key's id is never reused and its row never removed: usage is derived through it.
create table endpoint_key (
    key_id         text primary key check (key_id ~ '^[0-9a-z]{12}$'),
    endpoint_id    uuid not null references endpoint,
    tenant_id      uuid not null references tenant,
    name           text not null default '',
    secret_sha256  bytea not null check (octet_length(secret_sha256) = 32),
    sealed_key     bytea not null,                               -- the whole key text, so that its owner can read the URL again
    created_at     timestamptz not null default now(),
    expires_at     timestamptz,
    revoked_at     timestamptz,
    feed_version   bigint not null default 0                     -- of the access table; set by trigger
);
create index endpoint_key_of_endpoint on endpoint_key (endpoint_id);
create index endpoint_key_by_version on endpoint_key (feed_version);

-- Keys that were revoked, for ever: proxies keep this list over a restore.
create table denied_key (
    key_id       text primary key,
    version      bigint not null,
    denied_at    timestamptz not null default now()
);
create index denied_key_by_version on denied_key (version);

create function version_endpoint_key() returns trigger language plpgsql as $$
begin
    new.feed_version := next_feed_version('access');
    if new.revoked_at is not null then
        insert into denied_key (key_id, version) values (new.key_id, next_feed_version('denied')) on conflict do nothing;
    end if;
    return new;
end
$$;
create trigger endpoint_key_versioned before insert or update on endpoint_key
    for each row execute function version_endpoint_key();

create function version_endpoint() returns trigger language plpgsql as $$
begin
    if new.deleted_at is not null and old.deleted_at is null then
        update endpoint_key set revoked_at = coalesce(revoked_at, now()) where endpoint_id = new.endpoint_id;
    else
        update endpoint_key set feed_version = 0 where endpoint_id = new.endpoint_id and revoked_at is null;
    end if;
    return null;
end
$$;
create trigger endpoint_versioned after update on endpoint for each row execute function version_endpoint();

-- Routing tables as they were sent; the newest is current, older ones are kept for a while to be read by people.
create table feed_routing (
    version     bigint primary key,
    content     bytea not null,                                  -- dev.berth.contract.v1.Routing
    created_at  timestamptz not null default now()
);

create table proxy (
    proxy_id         uuid primary key,
    first_seen       timestamptz not null default now(),
    last_seen        timestamptz not null default now(),
    connected        boolean not null default false,
    routing_version  bigint not null default 0,
    access_version   bigint not null default 0,
    denied_version   bigint not null default 0
);

-- ------------------------------------------------------------------------------------------------ usage and prices

-- One process start of a proxy. Calls answered before complete_until are all here.
create table usage_epoch (
    epoch          uuid primary key,
    proxy_id       uuid not null,
    last_seq       bigint not null default 0,
    complete_until timestamptz,
    final          boolean not null default false,
    first_seen     timestamptz not null default now(),
    last_report    timestamptz not null default now()
);

-- Totals of one (endpoint key, network, SKU, outcome) in one minute of one epoch: grows only.
create table usage_cell (
    epoch        uuid not null references usage_epoch,
    key_id       text not null,
    network      text not null,
    sku          text not null,
    outcome      text not null check (outcome in ('answered', 'failed', 'refused', 'invalid')),
    minute       timestamptz not null,
    tenant_id    uuid references tenant,                         -- derived from the key at intake; null: a restored
    endpoint_id  uuid references endpoint,                       -- database does not know the key (yet)
    items        bigint not null check (items >= 0),
    bytes_in     bigint not null check (bytes_in >= 0),
    bytes_out    bigint not null check (bytes_out >= 0),
    broken       bigint not null check (broken >= 0),
    seq          bigint not null,
    primary key (epoch, key_id, network, sku, outcome, minute)
);
create index usage_cell_by_tenant on usage_cell (tenant_id, minute);
create index usage_cell_by_minute on usage_cell (minute);

-- When a node was ready, as the control plane saw it: what node hours are billed by. Open while ready.
create table ready_interval (
    node_id    uuid not null references node,
    tenant_id  uuid not null references tenant,
    from_time  timestamptz not null,
    to_time    timestamptz,
    last_seen  timestamptz not null,                             -- an open interval counts until here
    primary key (node_id, from_time),
    check (to_time is null or to_time >= from_time)
);
create unique index ready_interval_one_open on ready_interval (node_id) where to_time is null;

-- A price table per network, in force from a time on. Never edited: a change is another row.
create table price_table (
    price_table_id uuid primary key default uuidv7(),
    network        text not null references network,
    version        integer not null check (version > 0),
    valid_from     timestamptz not null,
    currency       text not null,
    definition     jsonb not null,
    created_by     text not null,
    created_at     timestamptz not null default now(),
    unique (network, version),
    unique (network, valid_from)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% rows are never changed: add another', tg_table_name;
end
$$;
create trigger price_table_immutable before update or delete on price_table for each row execute function refuse_change();
create trigger template_version_content_immutable before update of template_hash, template, definition, files on template_version
    for each row execute function refuse_change();
create trigger denied_key_monotone before update or delete on denied_key for each row execute function refuse_change();

-- ------------------------------------------------------------------------------------------------ operations and events

create table operation (
    operation_id  uuid primary key default uuidv7(),
    tenant_id     uuid not null references tenant,
    kind          text not null check (kind in ('create-node', 'start-node', 'stop-node', 'restart-node', 'delete-node')),
    node_id       uuid references node,
    generation    integer,
    state         text not null default 'running' check (state in ('running', 'succeeded', 'failed', 'cancelled')),
    error_code    text,
    error_reason  text,
    requested_by  text not null,
    created_at    timestamptz not null default now(),
    finished_at   timestamptz,
    check ((state = 'running') = (finished_at is null))
);
create index operation_running on operation (node_id) where state = 'running';
create index operation_by_tenant on operation (tenant_id, operation_id);

create table operation_step (
    operation_id  uuid not null references operation,
    step          integer not null,
    name          text not null,                                 -- "Fetch anvil 1.7.1"
    state         text not null check (state in ('waiting', 'running', 'done', 'failed', 'skipped')),
    detail        text not null default '',
    progress      jsonb,                                         -- {done, total, unit}
    started_at    timestamptz,
    finished_at   timestamptz,
    primary key (operation_id, step)
);

create table event (
    event_id      bigint generated always as identity primary key,
    at            timestamptz not null default clock_timestamp(),
    tenant_id     uuid references tenant,                        -- null: the platform's own
    actor         text not null,                                 -- "key:…", "reconciler", "policy:automatic"
    kind          text not null,                                 -- "node.ready"
    subject_kind  text not null,
    subject_id    text not null,
    reason        text not null default '',
    detail        jsonb not null default '{}'
);
create index event_by_tenant on event (tenant_id, event_id);
create index event_by_subject on event (subject_id, event_id);

-- ------------------------------------------------------------------------------------------------ who sees what

grant usage on schema public to berth_platform, berth_tenant;
grant select, insert, update, delete on all tables in schema public to berth_platform;
revoke update, delete on price_table, event, denied_key, approval from berth_platform;
grant usage on all sequences in schema public to berth_platform, berth_tenant;

-- Rows of one tenant, everything to the platform.
do $$
declare of_tenant text;
begin
    foreach of_tenant in array array['member', 'api_key', 'idempotency', 'node', 'request', 'approval', 'lease', 'reservation',
                                     'endpoint', 'endpoint_key', 'usage_cell', 'ready_interval', 'operation', 'event'] loop
        execute format('alter table %I enable row level security', of_tenant);
        execute format('create policy platform_sees_all on %I to berth_platform using (true) with check (true)', of_tenant);
        execute format('create policy tenant_sees_own on %I to berth_tenant using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', of_tenant);
    end loop;
end
$$;

alter table tenant enable row level security;
create policy platform_sees_all on tenant to berth_platform using (true) with check (true);
create policy tenant_sees_own on tenant to berth_tenant using (tenant_id = current_tenant());

alter table unit enable row level security;
create policy platform_sees_all on unit to berth_platform using (true) with check (true);
create policy tenant_sees_own on unit to berth_tenant using (exists (select from node n where n.node_id = unit.node_id));

alter table node_observation enable row level security;
create policy platform_sees_all on node_observation to berth_platform using (true) with check (true);
create policy tenant_sees_own on node_observation to berth_tenant using (exists (select from node n where n.node_id = node_observation.node_id));

alter table reserved_port enable row level security;
create policy platform_sees_all on reserved_port to berth_platform using (true) with check (true);
create policy tenant_sees_own on reserved_port to berth_tenant using (exists (select from lease l where l.lease_id = reserved_port.lease_id));

alter table reserved_subnet enable row level security;
create policy platform_sees_all on reserved_subnet to berth_platform using (true) with check (true);
create policy tenant_sees_own on reserved_subnet to berth_tenant using (exists (select from node n where reserved_subnet.owner_id in (n.node_id, n.pool_id)));

alter table operation_step enable row level security;
create policy platform_sees_all on operation_step to berth_platform using (true) with check (true);
create policy tenant_sees_own on operation_step to berth_tenant using (exists (select from operation o where o.operation_id = operation_step.operation_id));

-- What everybody may read: the catalogue and the price list. (Pools too: a tenant makes endpoints on them.)
grant select on network, method_table, template_version, pool, price_table, platform to berth_tenant;
grant select on tenant, member, api_key, node, unit, node_observation, request, approval, lease, endpoint, endpoint_key,
                usage_cell, ready_interval, operation, operation_step, event,
                reservation, reserved_port, reserved_subnet to berth_tenant;
grant select (host_id, name, wanted_power, observed_at) on host to berth_tenant;
grant insert, update on member, api_key, idempotency, endpoint, endpoint_key to berth_tenant;
grant select, delete on idempotency to berth_tenant;
grant insert on event to berth_tenant;
-- An endpoint's change moves the feed: the trigger functions run as their owner.
alter function version_endpoint_key() security definer;
alter function version_endpoint() security definer;
alter function next_feed_version(text) security definer;
