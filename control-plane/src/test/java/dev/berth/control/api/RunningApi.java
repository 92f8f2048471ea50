package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.berth.control.database.Database;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.database.MigrateDatabase;
import dev.berth.control.enrolment.HostAuthority;
import dev.berth.control.enrolment.IssueJoinToken;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.insight.ExplainCall;
import dev.berth.control.insight.ProxyQuestions;
import dev.berth.control.issuer.FetchIssuerKeys;
import dev.berth.control.link.HostLinks;
import dev.berth.control.metrics.ControlPlaneMetrics;
import dev.berth.control.openid.OpenIdConnect;
import dev.berth.control.openid.OpenIdProvider;
import dev.berth.control.outbound.OutboundHttp;
import dev.berth.control.secret.KeyText;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.template.Catalogue;
import dev.berth.control.template.StoreCatalogue;
import dev.berth.control.template.Templates;
import dev.berth.control.tenant.OperatorKeyFile;
import dev.berth.control.webhook.DeliverEvents;
import dev.berth.control.webhook.SendDelivery;
import dev.berth.migrations.MigratedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The API on a free port over a database of its own, with the catalogue, a host and a pool in it. */
final class RunningApi implements AutoCloseable {
    private static final URI DASHBOARD = URI.create("https://berth.example");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MigratedDatabase migrated = MigratedDatabase.create();
    private final HttpClient client = HttpClient.newHttpClient();
    private final KeyText operator = KeyText.random(KeyText.Environment.API);
    final Database database;
    final ApiServer server;
    private final ControlPlaneMetrics metrics;
    private final SendDelivery sendDelivery;
    private final DeliverEvents deliverEvents;
    final ProxyQuestions questions = new ProxyQuestions();
    private final UseCases useCases;
    private final HostLinks links;
    private final OpenIdConnect openId;

    /** What came back; of a stream of events no more than that it began. */
    record Answer(int status, HttpHeaders headers, String text) {
        JsonNode json() {
            try {
                return text.isEmpty() ? MissingNode.getInstance() : JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(text, e);
            }
        }

        String word() {
            return json().path("type").asText().replace("urn:berth:problem:", "");
        }
    }

    RunningApi() {
        this(0, List.of());
    }

    /** On this port, with providers by which people sign in. */
    RunningApi(int port, List<OpenIdProvider> providers) {
        DatabaseLogin login = MigrateDatabase.run(new DatabaseLogin(migrated.url(), "postgres", ""), "application");
        database = Database.open(login, 20);
        StoreCatalogue.run(database, Catalogue.load());
        execute("""
            insert into host (name, engine, arch, allocatable_cpu_millis, allocatable_memory_bytes, allocatable_disk_bytes,
                              observed_at, port_from, port_to, subnet_range)
            values ('local', 'fake', 'amd64', 64000, 68719476736, 1099511627776, now() + interval '1 day', 20000, 29999,
                    '10.214.0.0/16')\
            """);
        admitOperator();
        HostAgents agents = HostAgents.of(Map.of(), System::nanoTime);
        links = new HostLinks(database, agents, Clock.systemUTC());
        metrics = new ControlPlaneMetrics(database);
        sendDelivery = new SendDelivery(List.of(), OutboundHttp.USUAL_PORTS);
        deliverEvents = new DeliverEvents(database, new MasterKey(new byte[32]), sendDelivery);
        openId = new OpenIdConnect(providers, port == 0 ? DASHBOARD : URI.create("http://127.0.0.1:" + port));
        useCases = new UseCases(
                database,
                new MasterKey(new byte[32]),
                URI.create("http://127.0.0.1:8545"),
                DASHBOARD,
                openId,
                new Templates(),
                new FetchIssuerKeys(),
                sendDelivery,
                deliverEvents,
                new ExplainCall(database, questions),
                agents,
                Optional.of(new IssueJoinToken(HostAuthority.open(database, new MasterKey(new byte[32])))),
                links,
                metrics,
                Optional::empty,
                () -> {});
        server = ApiServer.start(new HttpSettings("127.0.0.1", port, Set.of()), useCases);
        var pool = post("/api/v1/pools", operator(), """
            {"name": "devnet", "template": "ethereum-devnet", "size": 2}\
            """);
        if (pool.status() != 201) throw new AssertionError(pool);
    }

    private void admitOperator() {
        try {
            var file = Files.createTempFile("operator", ".key");
            Files.writeString(file, operator.text() + "\n");
            OperatorKeyFile.admit(database, file);
            OperatorKeyFile.admit(database, file);
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String operator() {
        return operator.text();
    }

    /** Creates a tenant, and returns a key with this role of it. */
    String tenantKey(String tenant, String role) {
        var created = post("/api/v1/tenants", operator(), "{\"name\": \"%s\"}".formatted(tenant));
        if (created.status() != 201 && created.status() != 409) throw new AssertionError(created);
        var key = post("/api/v1/api-keys?tenant=" + tenant, operator(), """
            {"name": "of a test", "role": "%s"}\
            """.formatted(role));
        if (key.status() != 201) throw new AssertionError(key);
        return key.json().get("key").asText();
    }

    Answer get(String path, @Nullable String key) {
        return send("GET", path, key, null);
    }

    Answer post(String path, @Nullable String key, @Nullable String body) {
        return send("POST", path, key, body);
    }

    Answer send(String method, String path, @Nullable String key, @Nullable String body, String... headers) {
        var request = HttpRequest.newBuilder(uri(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) request.header("Content-Type", "application/json");
        if (key != null) request.header("Authorization", "Bearer " + key);
        for (int i = 0; i < headers.length; i += 2) request.setHeader(headers[i], headers[i + 1]);
        try {
            var response = client.send(request.build(), BodyHandlers.ofInputStream());
            boolean endless = response.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.startsWith("text/event-stream"))
                    .isPresent();
            try (InputStream came = response.body()) {
                String text = endless ? "" : new String(came.readAllBytes(), StandardCharsets.UTF_8);
                return new Answer(response.statusCode(), response.headers(), text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All of a stream of events that ends by itself. */
    String followed(String path, String key) {
        try {
            var request = HttpRequest.newBuilder(uri(path))
                    .header("Authorization", "Bearer " + key)
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The operations that have a handler. */
    Set<String> routes() {
        return useCases.routes(ContractDocument.load()).operations();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpClient client() {
        return client;
    }

    /** As the owner of the schema, who sees every row. */
    void execute(String sql) {
        try (var connection = migrated.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of the first row. */
    String query(String sql) {
        try (var connection = migrated.dataSource().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** A line for each table that changes whenever one of its rows does, but for when it was last seen. */
    String everyRow() {
        String tables = query("select string_agg(table_name, ',' order by table_name) from information_schema.tables"
                + " where table_schema = current_schema() and table_type = 'BASE TABLE'");
        return query(Stream.of(tables.split(","))
                .map(table -> """
                    select '%1$s ' || coalesce(md5(string_agg(written, '' order by written)), 'empty') as line
                    from (select (to_jsonb(t) - 'last_seen_at')::text as written from "%1$s" t) rows\
                    """.formatted(table))
                .collect(Collectors.joining(
                        " union all ", "select string_agg(line, E'\\n' order by line) from (", ") tables")));
    }

    @Override
    public void close() {
        server.close();
        openId.close();
        links.close();
        client.close();
        deliverEvents.close();
        metrics.close();
        database.close();
        migrated.close();
    }
}
