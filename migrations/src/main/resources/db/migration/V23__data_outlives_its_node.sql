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
