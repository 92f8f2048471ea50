-- How long calls took: those of a minute, kept for two days, and of an hour, kept for forty. What a bucket is, the contract says
-- (insight.proto). A subject is an endpoint, or a tenant with all its endpoints together.
create table call_latency (
    subject_id   uuid not null,
    tenant_id    uuid not null references tenant,
    step_seconds integer not null check (step_seconds in (60, 3600)),
    at           timestamptz not null,                           -- when its step began
    buckets      smallint[] not null,                            -- those that have calls, ascending
    counts       bigint[] not null,                              -- of each of these
    primary key (subject_id, step_seconds, at),
    check (cardinality(buckets) = cardinality(counts))
);
create index call_latency_by_time on call_latency (step_seconds, at);

-- How calls failed in an hour, those alike together; kept for seven days.
create table call_error (
    endpoint_id  uuid not null references endpoint,
    tenant_id    uuid not null references tenant,
    at           timestamptz not null,                           -- when its hour began
    method       text not null,                                  -- as the method table has it, or "(other)"
    refusal      text not null,                                  -- Berth's own error; empty: the node's
    code         integer not null,                               -- of the JSON-RPC error; 0: unknown, or several
    http_status  integer not null,                               -- 0: of several
    items        bigint not null check (items > 0),
    first_at     timestamptz not null,
    last_at      timestamptz not null,
    request_ids  text[] not null,                                -- of a few, the newest first
    primary key (endpoint_id, at, method, refusal, code, http_status)
);
create index call_error_by_time on call_error (at);

create function first_five(texts text[]) returns text[] language sql immutable return texts[1:5];

grant select, insert, update, delete on call_latency, call_error to berth_platform;
grant select on call_latency, call_error to berth_tenant;
do $$
declare of_tenant text;
begin
    foreach of_tenant in array array['call_latency', 'call_error'] loop
        execute format('alter table %I enable row level security', of_tenant);
        execute format('create policy platform_sees_all on %I to berth_platform using (true) with check (true)', of_tenant);
        execute format('create policy tenant_sees_own on %I to berth_tenant using (tenant_id = current_tenant())', of_tenant);
    end loop;
end
$$;
