-- Whose tokens (JWT) open an endpoint: an issuer's public keys (RFC 7517), given, or fetched from where it says.
alter table endpoint
    add column token_jwks      text,                             -- null: keys alone open it
    add column token_jwks_url  text,                             -- null: they were given
    add column token_issuer    text not null default '',
    add column token_audience  text not null default '',
    add column tokens_required boolean not null default false,
    add check (token_jwks is not null or token_jwks_url is null and not tokens_required);

-- When keys were fetched last, and what went wrong if something did; keys that there are stay in force meanwhile.
create table issuer_fetch (
    url         text primary key,
    tried_at    timestamptz not null default now(),
    fetched_at  timestamptz,
    problem     text not null default ''
);
grant select, insert, update, delete on issuer_fetch to berth_platform;
alter table issuer_fetch enable row level security;
create policy platform_sees_all on issuer_fetch to berth_platform using (true) with check (true);
