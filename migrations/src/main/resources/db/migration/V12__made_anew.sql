-- What becomes of a dedicated node whose host is to be emptied.
alter table node
    add column on_drain    text not null default 'ask' check (on_drain in ('ask', 'move')),   -- move: made anew elsewhere, without its data
    add column replaces    uuid references node,                 -- it is made anew in that one's place
    add column replaced_at timestamptz;                          -- when another took its name and its endpoints
create unique index node_one_successor on node (replaces) where gone_at is null and desired <> 'deleted';
