-- What a wish costs does not grow with what is placed already.

-- How many ports of its host a lease holds, and a host's leases together; kept as the other dimensions are.
alter table reservation add column ports integer not null default 0 check (ports >= 0);
alter table host add column reserved_ports integer not null default 0 check (reserved_ports >= 0);
alter table reservation disable trigger reservation_kept;
update reservation r set ports = (select count(distinct p.port) from reserved_port p where p.lease_id = r.lease_id);
update host h set reserved_ports = coalesce((select sum(r.ports) from reservation r where r.host_id = h.host_id), 0);
alter table reservation enable trigger reservation_kept;

create or replace function keep_host_reserved() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then raise exception 'a reservation is never edited: end the lease and make another'; end if;
    if tg_op = 'INSERT' then
        update host set reserved_cpu_millis = reserved_cpu_millis + new.cpu_millis,
                        reserved_memory_bytes = reserved_memory_bytes + new.memory_bytes,
                        reserved_disk_bytes = reserved_disk_bytes + new.disk_bytes,
                        reserved_gpu = reserved_gpu + new.gpu,
                        reserved_ports = reserved_ports + new.ports
        where host_id = new.host_id;
    else
        update host set reserved_cpu_millis = reserved_cpu_millis - old.cpu_millis,
                        reserved_memory_bytes = reserved_memory_bytes - old.memory_bytes,
                        reserved_disk_bytes = reserved_disk_bytes - old.disk_bytes,
                        reserved_gpu = reserved_gpu - old.gpu,
                        reserved_ports = reserved_ports - old.ports
        where host_id = old.host_id;
    end if;
    return null;
end
$$;

-- Who looks for rooms reads again the hosts that were written since: a port that is found taken is less room as well.
create function host_has_other_room() returns trigger language plpgsql as $$
begin
    update host set host_id = host_id where host_id = coalesce(new.host_id, old.host_id);
    return null;
end
$$;
create trigger blocked_port_noticed after insert or update or delete on blocked_port
    for each row execute function host_has_other_room();

-- What the hosts answered to a request, as one row: a row for each of a thousand hosts cost more than all else of a placement.
alter table offer rename to offer_of_host;
create table offer (
    request_id uuid primary key references request,
    answers    jsonb not null,                                   -- host's name -> a score, or why not
    offered_at timestamptz not null default now()
);
insert into offer (request_id, answers, offered_at)
select o.request_id, jsonb_object_agg(h.name, case when o.refusal is null then to_jsonb(o.score) else to_jsonb(o.refusal) end), min(o.offered_at)
from offer_of_host o join host h on h.host_id = o.host_id
group by o.request_id;
drop table offer_of_host;
grant select, insert, update, delete on offer to berth_platform;
alter table offer enable row level security;
create policy platform_sees_all on offer to berth_platform using (true) with check (true);

create index request_of_node on request (node_id);
create index approval_of_request on approval (request_id);
create index lease_of_node on lease (node_id);
create index lease_open_of_tenant on lease (tenant_id) where ended_at is null;
create index reservation_of_tenant on reservation (tenant_id) include (cpu_millis, memory_bytes, disk_bytes);
