-- Members are people who sign in. An operator's person is a member of no tenant.
alter table member alter column tenant_id drop not null;
alter table member drop constraint member_role_check;
alter table member add constraint member_role_check check (role in ('operator', 'owner', 'developer'));
alter table member add constraint member_operator_has_no_tenant check ((role = 'operator') = (tenant_id is null));
create unique index member_operator_email on member (email) where tenant_id is null;
create index member_by_email on member (lower(email));

-- What a member proves itself by. A tenant's own transactions do not see it.
create table member_credential (
    member_id         uuid primary key references member,
    password_hash     text,                                      -- Argon2id in PHC's format; null: none is set
    password_set_at   timestamptz,
    totp_sealed       bytea,                                     -- the shared secret, sealed with the master key
    totp_confirmed_at timestamptz,                               -- null: not asked for yet
    totp_step         bigint not null default 0,                 -- the newest 30 s of which a code was used: none is used twice
    check ((password_hash is null) = (password_set_at is null)),
    check (totp_confirmed_at is null or totp_sealed is not null)
);

-- Each stands in once for a code that cannot be made any more.
create table recovery_code (
    member_id   uuid not null references member,
    code_sha256 bytea not null check (octet_length(code_sha256) = 32),
    used_at     timestamptz,
    primary key (member_id, code_sha256)
);

create table session (
    session_id   uuid primary key default uuidv7(),
    token_sha256 bytea not null unique check (octet_length(token_sha256) = 32),
    member_id    uuid not null references member,
    way          text not null,                                  -- "password", "link", "openid:name"
    user_agent   text not null,
    address      text not null,
    created_at   timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at   timestamptz not null,                           -- however much it is used
    ended_at     timestamptz
);
create index session_of_member on session (member_id) where ended_at is null;

-- Links that work once: to set a password, or to be signed in.
create table member_link (
    token_sha256 bytea primary key check (octet_length(token_sha256) = 32),
    member_id    uuid not null references member,
    purpose      text not null check (purpose in ('password', 'sign-in')),
    created_by   text not null,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    used_at      timestamptz
);
create index member_link_of_member on member_link (member_id) where used_at is null;

grant select, insert, update, delete on member_credential, recovery_code, session, member_link to berth_platform;
alter table member_credential enable row level security;
alter table recovery_code enable row level security;
alter table session enable row level security;
alter table member_link enable row level security;
create policy platform_sees_all on member_credential to berth_platform using (true) with check (true);
create policy platform_sees_all on recovery_code to berth_platform using (true) with check (true);
create policy platform_sees_all on session to berth_platform using (true) with check (true);
create policy platform_sees_all on member_link to berth_platform using (true) with check (true);

-- An owner invites into its tenant, and reads no link.
grant insert on member_link to berth_tenant;
create policy tenant_invites_own on member_link for insert to berth_tenant
    with check (purpose = 'password' and exists (select from member m where m.member_id = member_link.member_id and m.tenant_id = current_tenant()));

-- Only the newest invitation of a member works.
create function supersede_member_link() returns trigger language plpgsql security definer as $$
begin
    update member_link set expires_at = now()
    where member_id = new.member_id and purpose = new.purpose and purpose = 'password' and used_at is null and expires_at > now();
    return new;
end
$$;
create trigger member_link_superseded before insert on member_link for each row execute function supersede_member_link();

-- Who is removed and comes back begins anew.
create function forget_removed_member() returns trigger language plpgsql security definer as $$
begin
    delete from recovery_code where member_id = new.member_id;
    delete from member_credential where member_id = new.member_id;
    update session set ended_at = now() where member_id = new.member_id and ended_at is null;
    update member_link set expires_at = now() where member_id = new.member_id and used_at is null and expires_at > now();
    return null;
end
$$;
create trigger member_forgotten after update of removed_at on member for each row
    when (new.removed_at is not null and old.removed_at is null) execute function forget_removed_member();
