-- Hosts that join with a token and are known by a certificate of the platform's own authority from then on.
create table host_authority (
    only_row    boolean primary key default true check (only_row),
    certificate bytea not null,                                  -- X.509, DER
    sealed_key  bytea not null,                                  -- PKCS #8, sealed with the master key
    created_at  timestamptz not null default now()
);

create table host_join_token (
    token_id      text primary key check (token_id ~ '^[0-9a-f]{16}$'),
    secret_sha256 bytea not null check (octet_length(secret_sha256) = 32),
    host_name     text not null check (host_name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    created_by    text not null,
    created_at    timestamptz not null default now(),
    expires_at    timestamptz not null,
    used_at       timestamptz
);

-- Every certificate that was issued. The host's row comes when its agent first says what the host is.
create table host_certificate (
    serial      text primary key,
    host_id     uuid not null,
    host_name   text not null,
    key_sha256  bytea not null check (octet_length(key_sha256) = 32),
    not_after   timestamptz not null,
    issued_at   timestamptz not null default now(),
    revoked_at  timestamptz
);
create index host_certificate_of_host on host_certificate (host_id);

alter table host
    add column remote        boolean not null default false,     -- its agent dials; otherwise it is in the control plane's process
    add column disks         jsonb not null default '[]',
    add column clock_skew_ms bigint;                             -- how far its clock is ahead; null: not known

grant select, insert, update, delete on host_authority, host_join_token, host_certificate to berth_platform;
alter table host_authority enable row level security;
alter table host_join_token enable row level security;
alter table host_certificate enable row level security;
create policy platform_sees_all on host_authority to berth_platform using (true) with check (true);
create policy platform_sees_all on host_join_token to berth_platform using (true) with check (true);
create policy platform_sees_all on host_certificate to berth_platform using (true) with check (true);
