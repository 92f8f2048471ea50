-- Leases that are paid for in advance and reclaimed with notice; balances and their ledger; who approves what.

-- What a tenant agreed to; a request's terms and so its lease carry it from then on.
alter table tenant
    add column funding          text not null default 'postpaid' check (funding in ('postpaid', 'prepaid')),
    add column notice_seconds   bigint not null default 259200 check (notice_seconds between 0 and 31536000),
    add column grace_seconds    bigint not null default 259200 check (grace_seconds between 0 and 31536000),
    add column platform_fee_bps integer not null default 0 check (platform_fee_bps between 0 and 10000);

-- A lease's state follows from its facts, so that no writer can contradict them.
alter table lease drop column state;
alter table lease
    add column funding        text not null default 'postpaid' check (funding in ('postpaid', 'prepaid')),
    add column notice_seconds bigint not null default 259200 check (notice_seconds >= 0),
    add column grace_seconds  bigint not null default 259200 check (grace_seconds >= 0),
    add column notice_ends_at timestamptz,
    add column notice_reason  text,
    add column grace_ends_at  timestamptz,
    add column ending         text check (ending in ('RECLAIMED', 'INSUFFICIENT_FUNDS')),  -- decided: its node is being taken down for it
    add column close_code     text,
    add column state          text not null generated always as (
        case when ended_at is not null then 'ended'
             when grace_ends_at is not null then 'grace'
             when notice_ends_at is not null then 'notice'
             else 'active' end) stored,
    add check ((notice_ends_at is null) = (notice_reason is null));
update lease set close_code = 'NODE_DELETED' where ended_at is not null;
alter table lease add check ((ended_at is null) = (close_code is null));
create index lease_to_keep on lease (lease_id) where ended_at is null and (funding = 'prepaid' or notice_ends_at is not null);

alter table request drop constraint request_state_check;
alter table request add check (state in ('pending', 'approved', 'rejected', 'expired', 'withdrawn', 'matched', 'unplaceable'));

-- ------------------------------------------------------------------------------------------------ money
-- Amounts are whole billionths of a currency.

-- What a tenant has paid in and no lease holds.
create table balance (
    tenant_id    uuid not null references tenant,
    currency     text not null,
    amount       bigint not null default 0 check (amount >= 0),
    warned_hours integer,                                        -- the nearest end of funds that was told; null: none
    primary key (tenant_id, currency)
);

-- What a prepaid lease holds. What it has cost follows from this, its rate, and the time its node was ready.
create table escrow (
    lease_id   uuid primary key references lease,
    tenant_id  uuid not null references tenant,
    deposited  bigint not null check (deposited >= 0),
    waived     bigint not null default 0 check (waived >= 0),     -- served beyond the funds, and asked of nobody
    withdrawn  bigint not null default 0 check (withdrawn >= 0),  -- fee and earning together
    refunded   bigint not null default 0 check (refunded >= 0),
    closed_at  timestamptz,
    check (withdrawn + refunded <= deposited),
    check (closed_at is null or withdrawn + refunded = deposited)
);

-- Every amount that moved, out of one account and into another.
create table ledger_entry (
    entry_id     bigint generated always as identity primary key,
    at           timestamptz not null default now(),
    tenant_id    uuid not null references tenant,
    lease_id     uuid references lease,                           -- null: no lease has part in it
    kind         text not null check (kind in ('credit', 'payout', 'deposit', 'fee', 'earning', 'refund')),
    from_account text not null check (from_account in ('operator', 'balance', 'escrow', 'platform', 'provider')),
    to_account   text not null check (to_account in ('operator', 'balance', 'escrow', 'platform', 'provider')),
    currency     text not null,
    amount       bigint not null check (amount > 0),
    actor        text not null,
    reason       text not null default '',
    check (from_account <> to_account),
    check ((lease_id is null) = (kind in ('credit', 'payout')))
);
create index ledger_entry_of_tenant on ledger_entry (tenant_id, entry_id);
create index ledger_entry_of_lease on ledger_entry (lease_id, entry_id);
create trigger ledger_entry_immutable before update or delete on ledger_entry for each row execute function refuse_change();

-- ------------------------------------------------------------------------------------------------ who approves what

-- Looked at in the order of their positions; the first whose every condition is met decides. Null: any.
create table approval_policy (
    policy_id          uuid primary key default uuidv7(),
    name               text not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    position           integer not null check (position >= 0),       -- equal ones by name
    tenant_id          uuid references tenant,
    template           text,
    size               text,
    max_cpu_millis     bigint check (max_cpu_millis >= 0),
    max_memory_bytes   bigint check (max_memory_bytes >= 0),
    max_disk_bytes     bigint check (max_disk_bytes >= 0),
    currency           text,
    max_per_hour       numeric(38, 18) check (max_per_hour >= 0),
    max_total_per_hour numeric(38, 18) check (max_total_per_hour >= 0),  -- of all that the tenant leases, with this
    decision           text not null check (decision in ('approve', 'ask', 'refuse')),
    decide_seconds     bigint check (decide_seconds between 1 and 31536000),  -- how long a person has
    reason             text not null default '',
    changed_by         text not null,
    changed_at         timestamptz not null default now(),
    check ((currency is null) = (max_per_hour is null and max_total_per_hour is null)),
    check ((decision = 'ask') = (decide_seconds is not null))
);

do $$
declare of_tenant text;
begin
    foreach of_tenant in array array['balance', 'escrow', 'ledger_entry'] loop
        execute format('alter table %I enable row level security', of_tenant);
        execute format('create policy platform_sees_all on %I to berth_platform using (true) with check (true)', of_tenant);
        execute format('create policy tenant_sees_own on %I to berth_tenant using (tenant_id = current_tenant())', of_tenant);
        execute format('grant select on %I to berth_tenant', of_tenant);
    end loop;
end
$$;
alter table approval_policy enable row level security;
create policy platform_sees_all on approval_policy to berth_platform using (true) with check (true);
grant select, insert, update, delete on balance, escrow, approval_policy to berth_platform;
grant select, insert on ledger_entry to berth_platform;
grant usage on all sequences in schema public to berth_platform;
