-- Who may call an endpoint, and what for: kinds are all to be met, of a kind's entries one.
alter table endpoint
    add column allowed_origins   text[] not null default '{}',
    add column allowed_sources   text[] not null default '{}',
    add column allowed_contracts text[] not null default '{}',
    add column lists_dry_run     boolean not null default false;
