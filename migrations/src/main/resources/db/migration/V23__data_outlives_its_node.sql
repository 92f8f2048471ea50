-- A node may be deleted while its data is kept for a while; and its owner may say that it begins anew when its data is lost.
alter table node drop constraint node_desired_check;
alter table node
    add constraint node_desired_check check (desired in ('running', 'stopped', 'retained', 'deleted')),   -- retained: of it all, only its data
    add column retained_until timestamptz,                       -- of the last time that was wanted
    add column on_data_loss   text not null default 'ask' check (on_data_loss in ('ask', 'rebuild')),
    add check (desired <> 'retained' or retained_until is not null);

-- A lease of kept data ends by itself.
alter table lease drop constraint lease_ending_check;
alter table lease add constraint lease_ending_check check (ending in ('RECLAIMED', 'INSUFFICIENT_FUNDS', 'RETENTION_ENDED'));

alter table operation drop constraint operation_kind_check;
alter table operation add constraint operation_kind_check
    check (kind in ('create-node', 'start-node', 'stop-node', 'restart-node', 'delete-node', 'retain-node', 'restore-node'));

create or replace function event_severity(kind text) returns text language sql immutable
    return case
        when kind in ('node.failed', 'host.lost', 'host.orphan', 'pool.short', 'proxy.usage-damaged', 'proxy.usage-refused',
                      'lease.grace') or kind like '%.disk-full' then 'critical'
        when kind in ('node.degraded', 'node.rebuilt', 'node.decision-needed', 'node.step-failed', 'unit.ended', 'unit.hung',
                      'unit.stopped-unclean', 'host.silent', 'host.disconnected', 'host.clock-skewed', 'host.cordoned',
                      'host.join-refused', 'host.orphan-stopped', 'host.revoked', 'lease.notice', 'lease.ending',
                      'tenant.funds-low', 'request.pending', 'webhook.gave-up')
             or kind like '%.disk-%' then 'warning'
        else 'info' end;

-- Where each node is on its way, as NodeStateRule has it: with hosts that are lost, kept data, and clients that do not let each other in.
create or replace view node_state with (security_invoker = true) as
select n.node_id,
       case when n.gone_at is not null then 'DELETED'
            when n.desired = 'deleted' then 'DELETING'
            when n.desired = 'retained'
                then case when coalesce(l.notice_ends_at, l.grace_ends_at) is not null
                               and not exists (select from reservation r
                                               where r.lease_id = l.lease_id and (r.cpu_millis > 0 or r.memory_bytes > 0))
                          then 'RETAINED' else 'DELETING' end
            when o.failure_code is not null then 'FAILED'
            when l.lease_id is null then 'REQUESTED'
            when h.lost_at is not null then 'LOST'
            when l.state = 'grace' or n.desired = 'stopped' or h.wanted_power <> 'running' or d.stopped_for is not null
                then case when u.running > 0 then 'STOPPING' else 'STOPPED' end
            when u.exited > 0 then 'DEGRADED'
            when u.known = 0 then 'RESERVED'
            when u.running < t.unit_count then 'CREATING'
            when o.node_id is null then 'STARTING'
            when o.ready then 'READY'
            when exists (select from jsonb_array_elements(o.conditions) c
                         where c ->> 'condition' = 'engine auth' and not (c ->> 'met')::boolean) then 'DEGRADED'
            when u.started_at < (select max(i.from_time) from ready_interval i where i.node_id = n.node_id) then 'DEGRADED'
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
