-- Where proxies reach nodes of a host: its agent's address. Null: they do not.
alter table host
    add column tunnel_address text;

-- Every certificate that was issued to a proxy, for the tunnels of hosts.
create table proxy_certificate (
    serial      text primary key,
    proxy_id    uuid not null,
    key_sha256  bytea not null check (octet_length(key_sha256) = 32),
    not_after   timestamptz not null,
    issued_at   timestamptz not null default now(),
    revoked_at  timestamptz
);
create index proxy_certificate_of_proxy on proxy_certificate (proxy_id);

grant select, insert, update, delete on proxy_certificate to berth_platform;
alter table proxy_certificate enable row level security;
create policy platform_sees_all on proxy_certificate to berth_platform using (true) with check (true);
