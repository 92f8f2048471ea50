package dev.berth.control.api;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How long lists take: the real API over a real PostgreSQL with as many nodes, keys and events as are asked for, page by page; then
 * the dashboard's pages over the same, in a browser, where a run of the end-to-end tests has left its packages.
 * {@code bench/lists [NODES] [KEYS] [EVENTS]}.
 */
public final class LongLists {
    private static final int ROUNDS = 21;

    private final RunningApi api;
    private final String tenant;

    private LongLists(RunningApi api) {
        this.api = api;
        this.tenant = api.tenantKey("acme", "owner");
    }

    public static void main(String[] args) throws Exception {
        int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int keys = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
        int events = args.length > 2 ? Integer.parseInt(args[2]) : 1_000_000;
        try (var api = new RunningApi(freePort(), List.of())) {
            var lists = new LongLists(api);
            lists.fill(nodes, keys, events);
            lists.api();
            lists.browser(Path.of("e2e/target/node").toAbsolutePath());
        }
        System.exit(0);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void fill(int nodes, int keys, int events) {
        api.post("/api/v1/nodes", tenant, "{\"name\": \"first\", \"template\": \"anvil\"}");
        api.post("/api/v1/endpoints", tenant, "{\"name\": \"first\", \"pool\": \"devnet\"}");
        Pattern.compile(";\n")
                .splitAsStream("""
                    insert into host (name, engine, arch, allocatable_cpu_millis, allocatable_memory_bytes, allocatable_disk_bytes, observed_at,
                                      port_from, port_to, subnet_range)
                    select 'h' || lpad(n::text, 4, '0'), 'fake', 'amd64', 64000, 1099511627776, 10995116277760, now() + interval '1 day', 20000, 29999,
                           '10.214.0.0/16'
                    from generate_series(1, 1000) n;
                    insert into node (tenant_id, name, network, template_hash, size, desired)
                    select f.tenant_id, 'node-' || lpad(n::text, 6, '0'), f.network, f.template_hash, f.size, case when n % 40 = 0 then 'stopped' else 'running' end
                    from node f, generate_series(1, :nodes) n where f.name = 'first';
                    insert into request (tenant_id, node_id, terms, terms_hash, state, created_by)
                    select n.tenant_id, n.node_id, f.terms, f.terms_hash, 'matched', 'bench'
                    from node n, (select r.* from request r join node using (node_id) where name = 'first') f where n.name like 'node-%';
                    insert into lease (request_id, tenant_id, node_id, host_id, rate_per_hour)
                    select r.request_id, r.tenant_id, r.node_id, h.host_id, 0.1
                    from (select *, row_number() over (order by request_id) % 1000 + 1 as at from request where created_by = 'bench') r
                    join (select host_id, row_number() over (order by name) as at from host where name like 'h%') h using (at);
                    insert into reservation (lease_id, host_id, tenant_id, cpu_millis, memory_bytes, disk_bytes)
                    select lease_id, host_id, tenant_id, 250, 536870912, 1073741824 from lease l join request r using (request_id, tenant_id) where created_by = 'bench';
                    insert into unit (node_id, unit, generation, state, started_at)
                    select node_id, 'node', 1, case when desired = 'stopped' or right(name, 3) = '007' then 'exited' else 'running' end, now() - interval '1 day'
                    from node where name like 'node-%';
                    insert into node_observation (node_id, generation, answers, ready, head, conditions, failure_code, failure_reason)
                    select node_id, 1, true, right(name, 2) <> '11', 1000, '[{"condition": "headAge", "met": true, "detail": "1 s"}]',
                           case when right(name, 3) = '013' then 'CRASH_LOOP' end, case when right(name, 3) = '013' then 'ended 5 times' end
                    from node where name like 'node-%';
                    insert into ready_interval (node_id, tenant_id, from_time, last_seen)
                    select node_id, tenant_id, now() - interval '12 hours', now() from node where name like 'node-%' and right(name, 2) <> '11';
                    insert into endpoint_key (key_id, endpoint_id, tenant_id, name, secret_sha256, sealed_key)
                    select lpad(to_hex(n), 12, '0'), endpoint_id, tenant_id, 'key ' || n, decode(repeat('00', 32), 'hex'), ''
                    from endpoint, generate_series(1, :keys) n where name = 'first';
                    insert into usage_epoch (epoch, proxy_id) values ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001');
                    insert into usage_cell (epoch, key_id, network, sku, outcome, minute, tenant_id, endpoint_id, items, bytes_in, bytes_out, broken, seq)
                    select '00000000-0000-0000-0000-000000000001', key_id, network, sku, 'answered', date_trunc('month', now()) + day * interval '1 day',
                           k.tenant_id, k.endpoint_id, 1 + abs(hashtext(key_id || sku || day)) % 1000, 100, 100, 0, 1
                    from endpoint_key k join endpoint e using (endpoint_id), unnest(array['eth_call', 'eth_blockNumber', 'eth_getLogs']) sku, generate_series(0, 9) day
                    where k.sealed_key = '';
                    alter table event disable trigger event_told;
                    insert into event (at, tenant_id, actor, kind, subject_kind, subject_id, reason)
                    select now() - (:events - n) * interval '1 second', case when n % 2 = 0 then f.tenant_id end, 'reconciler',
                           case when n % 20000 = 0 then 'node.failed' when n % 500 = 0 then 'node.degraded' when n % 3 = 0 then 'node.ready' else 'operation.done' end,
                           'node', f.node_id::text, 'of a bench'
                    from node f, generate_series(1, :events) n where f.name = 'first';
                    alter table event enable trigger event_told;
                    vacuum analyze\
                    """)
                .map(sql -> sql.replace(":nodes", "" + nodes)
                        .replace(":keys", "" + keys)
                        .replace(":events", "" + events))
                .forEach(api::execute);
    }

    /** Over one connection that is kept, as a browser's. */
    private void api() {
        System.out.printf("%-70s %10s %10s %9s%n", "by the API", "middle ms", "worst ms", "KB");
        String month = YearMonth.now(ZoneOffset.UTC).toString();
        for (String path : List.of(
                "/overview",
                "/nodes",
                "/nodes?limit=500",
                "/nodes?sort=name",
                "/nodes?sort=state",
                "/nodes?sort=-state",
                "/nodes?state=FAILED,DEGRADED",
                "/nodes?state=READY",
                "/nodes?state=DEGRADED&sort=name&named=node-00",
                "/endpoints/first/keys",
                "/spend?by=day&limit=500&month=" + month,
                "/spend?by=key&month=" + month,
                "/spend?by=key&sort=-calls&month=" + month,
                "/spend?by=key&named=key+12&month=" + month,
                "/events",
                "/events?severity=warning",
                "/events?severity=critical",
                "/events?kind=node.failed",
                "/events?kind=pool.")) {
            boolean platforms = path.startsWith("/events") || path.startsWith("/nodes") || path.equals("/overview");
            time(path, tenant, "an owner");
            if (platforms) time(path, api.operator(), "an operator");
        }
        time("/nodes?host=h0500", api.operator(), "an operator");
        deep("/nodes?sort=state", tenant);
        deep("/spend?by=key", tenant);
        deep("/events?severity=warning", api.operator());
    }

    private void time(String path, String key, String who) {
        var millis = new double[ROUNDS];
        int bytes = 0;
        for (int round = -3; round < ROUNDS; round++) {
            long begun = System.nanoTime();
            var answer = api.get("/api/v1" + path, key);
            if (answer.status() != 200) throw new IllegalStateException(path + ": " + answer);
            if (round >= 0) millis[round] = (System.nanoTime() - begun) / 1e6;
            bytes = answer.text().length();
        }
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%-70s %10.1f %10.1f %9.1f%n",
                who + ": " + path,
                millis[ROUNDS / 2],
                millis[ROUNDS - 1],
                bytes / 1e3);
    }

    /** All pages of 500, one after the other. */
    private void deep(String path, String key) {
        long begun = System.nanoTime();
        String cursor = "";
        int pages = 0;
        int items = 0;
        do {
            var page = api.get("/api/v1" + path + "&limit=500" + cursor, key).json();
            pages++;
            items += page.get("items").size();
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asText();
        } while (!cursor.isEmpty());
        System.out.printf(
                Locale.ROOT,
                "%-70s %10.1f%n",
                "to the end: " + path + ", " + items + " in " + pages + " pages, a page",
                (System.nanoTime() - begun) / 1e6 / pages);
    }

    private void browser(Path packages) throws IOException, InterruptedException {
        if (!Files.isDirectory(packages.resolve("node_modules"))) {
            System.out.println(
                    "no browser: run an end-to-end test of the dashboard first, which fetches what drives it");
            return;
        }
        var member =
                api.post("/api/v1/members?tenant=acme", api.operator(), """
                    {"email": "ana@acme.example", "role": "owner"}\
                    """).json();
        String link = api.post(
                        "/api/v1/sign-in-links",
                        api.operator(),
                        "{\"member\": \"%s\"}".formatted(member.get("id").asText()))
                .json()
                .get("url")
                .asText();
        for (String script : List.of("browser.mjs", "long-lists.mjs"))
            Files.writeString(packages.resolve(script), Files.readString(Path.of("e2e/src/test/node", script)));
        new ProcessBuilder("node", packages.resolve("long-lists.mjs").toString(), link)
                .inheritIO()
                .start()
                .waitFor();
    }
}
