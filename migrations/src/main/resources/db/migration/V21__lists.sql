-- Lists that are filtered, sorted and counted where the rows are, and page quickly however many there are.

-- A node runs when so many of its units do.
create function units_of(definition json) returns integer language sql immutable
    return (select count(*) from json_object_keys(definition -> 'units'));
alter table template_version add column unit_count integer not null generated always as (units_of(definition)) stored;

-- Where each node is on its way. The rule is NodeStateRule, which says why as well; a test holds both to be the same.
create view node_state with (security_invoker = true) as
select n.node_id,
       case when n.gone_at is not null then 'DELETED'
            when n.desired = 'deleted' then 'DELETING'
            when l.lease_id is null then 'REQUESTED'
            when o.failure_code is not null then 'FAILED'
            when h.observed_at < now() - interval '10 minutes' then 'LOST'
            when l.state = 'grace' or n.desired = 'stopped' or h.wanted_power <> 'running' or d.stopped_for is not null
                then case when u.running > 0 then 'STOPPING' else 'STOPPED' end
            when u.exited > 0 then 'DEGRADED'
            when u.known = 0 then 'RESERVED'
            when u.running < t.unit_count then 'CREATING'
            when o.node_id is null then 'STARTING'
            when o.ready then 'READY'
            when u.started_at < (select max(r.from_time) from ready_interval r where r.node_id = n.node_id) then 'DEGRADED'
            when o.answers then 'SYNCING'
            else 'STARTING' end as state
from node n
join template_version t on t.template_hash = n.template_hash
left join lease l on l.node_id = n.node_id and l.ended_at is null
left join host h on h.host_id = l.host_id
left join node_observation o on o.node_id = n.node_id and o.generation = n.generation
left join node_disk d on d.node_id = n.node_id
cross join lateral (
    select count(*) as known,
           count(*) filter (where unit.state = 'running') as running,
           count(*) filter (where unit.state = 'exited') as exited,
           max(unit.started_at) as started_at
    from unit
    where unit.node_id = n.node_id and unit.generation = n.generation
) u;
grant select on node_state to berth_platform, berth_tenant;

create index lease_open_on_host on lease (host_id) where ended_at is null;

-- Most events are of no severity: those that are, and those of a kind, are found without reading the others.
create index event_of_note on event (event_id) where event_severity(kind) <> 'info';
create index event_of_note_by_tenant on event (tenant_id, event_id) where event_severity(kind) <> 'info';
create index event_critical on event (event_id) where event_severity(kind) = 'critical';
create index event_critical_by_tenant on event (tenant_id, event_id) where event_severity(kind) = 'critical';
create index event_by_kind on event (kind text_pattern_ops, event_id);
