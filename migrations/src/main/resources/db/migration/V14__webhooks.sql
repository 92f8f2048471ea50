-- Who is told of what happens, over HTTP. A delivery is written in the transaction of its event, so that none is lost.
create table webhook (
    webhook_id       uuid primary key default uuidv7(),
    tenant_id        uuid not null references tenant,            -- the platform tenant's: of everybody's events
    name             text not null check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    url              text not null check (length(url) between 1 and 2000),
    kinds            text[] not null default '{}',               -- a kind, or its beginning with a dot; none: all
    of_tenant        uuid references tenant,                     -- only what happens to this one; null: to anybody it may hear of
    least_severity   text not null default 'info' check (least_severity in ('info', 'warning', 'critical')),
    enabled          boolean not null default true,
    sealed_secret    bytea not null,
    sealed_secret_before bytea,                                  -- signs too, until
    before_until     timestamptz,
    created_by       text not null,
    created_at       timestamptz not null default now(),
    deleted_at       timestamptz,
    check ((sealed_secret_before is null) = (before_until is null))
);
create unique index webhook_name_in_use on webhook (tenant_id, name) where deleted_at is null;

create table webhook_delivery (
    delivery_id  uuid primary key default uuidv7(),              -- stays the same over all tries
    webhook_id   uuid not null references webhook,
    tenant_id    uuid not null references tenant,                -- the webhook's
    event_id     bigint references event,                        -- null: a test
    state        text not null default 'waiting' check (state in ('waiting', 'delivered', 'given-up')),
    attempts     integer not null default 0 check (attempts >= 0),
    next_try_at  timestamptz not null default now(),
    status       integer,                                        -- the last answer's
    problem      text not null default '',                       -- why the last try was in vain
    created_at   timestamptz not null default now(),
    tried_at     timestamptz,
    unique (webhook_id, event_id)
);
create index webhook_delivery_due on webhook_delivery (next_try_at) where state = 'waiting';
create index webhook_delivery_by_time on webhook_delivery (created_at);

create function event_severity(kind text) returns text language sql immutable
    return case
        when kind in ('node.failed', 'host.lost', 'host.orphan', 'pool.short', 'proxy.usage-damaged', 'proxy.usage-refused',
                      'lease.grace') or kind like '%.disk-full' then 'critical'
        when kind in ('node.degraded', 'node.decision-needed', 'node.step-failed', 'unit.ended', 'unit.hung', 'unit.stopped-unclean',
                      'host.silent', 'host.disconnected', 'host.clock-skewed', 'host.cordoned', 'host.join-refused', 'host.orphan-stopped',
                      'host.revoked', 'lease.notice', 'lease.ending', 'tenant.funds-low', 'request.pending', 'webhook.gave-up')
             or kind like '%.disk-%' then 'warning'
        else 'info' end;

create function queue_webhooks() returns trigger language plpgsql security definer set search_path = public as $$
begin
    insert into webhook_delivery (webhook_id, tenant_id, event_id)
    select w.webhook_id, w.tenant_id, new.event_id
    from webhook w
    join tenant t on t.tenant_id = w.tenant_id
    where w.deleted_at is null and w.enabled
      and (t.kind = 'platform' or w.tenant_id = new.tenant_id)
      and (w.of_tenant is null or w.of_tenant = new.tenant_id)
      and array_position(array['info', 'warning', 'critical'], event_severity(new.kind))
          >= array_position(array['info', 'warning', 'critical'], w.least_severity)
      and (w.kinds = '{}' or exists (select from unnest(w.kinds) as wanted
                                     where wanted = new.kind or (wanted like '%.' and starts_with(new.kind, wanted))))
      and new.subject_id <> w.webhook_id::text;                  -- of its own failures it cannot tell
    return null;
end
$$;
create trigger event_told after insert on event for each row execute function queue_webhooks();

grant select, insert, update, delete on webhook, webhook_delivery to berth_platform;
grant select, insert, update on webhook to berth_tenant;
grant select on webhook_delivery to berth_tenant;
do $$
declare of_tenant text;
begin
    foreach of_tenant in array array['webhook', 'webhook_delivery'] loop
        execute format('alter table %I enable row level security', of_tenant);
        execute format('create policy platform_sees_all on %I to berth_platform using (true) with check (true)', of_tenant);
        execute format('create policy tenant_sees_own on %I to berth_tenant using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', of_tenant);
    end loop;
end
$$;
