-- What endpoints, and keys within them, may use: 0 is no limit. A unit is a compute unit, as prices weigh calls.
alter table endpoint
    add column units_per_second  integer not null default 0 check (units_per_second >= 0),
    add column calls_per_day     bigint not null default 0 check (calls_per_day >= 0),
    add column units_per_day     bigint not null default 0 check (units_per_day >= 0);
alter table endpoint_key
    add column calls_per_second  integer not null default 0 check (calls_per_second >= 0),
    add column burst             integer not null default 0 check (burst >= 0),
    add column units_per_second  integer not null default 0 check (units_per_second >= 0),
    add column calls_per_day     bigint not null default 0 check (calls_per_day >= 0),
    add column units_per_day     bigint not null default 0 check (units_per_day >= 0);

-- What proxies were given of limits per day. What one does not spend and does not give back is spent: never the other way round.
create table day_grant (
    of_id    text not null,                                      -- an endpoint id or a key id
    kind     text not null check (kind in ('calls', 'units')),
    day      date not null,                                      -- in UTC; the newest on which something was given
    granted  bigint not null check (granted >= 0),
    primary key (of_id, kind)
);
grant select, insert, update, delete on day_grant to berth_platform;
alter table day_grant enable row level security;
create policy platform_sees_all on day_grant to berth_platform using (true) with check (true);

-- A proxy that said it stops has no part in limits any more; one that is only not heard keeps its part for a while.
alter table proxy add column stopped boolean not null default false;
