package dev.berth.bench.relay;

import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.Dialect;
import dev.berth.contract.v1.HeadPoll;
import dev.berth.contract.v1.Limits;
import dev.berth.contract.v1.Method;
import dev.berth.contract.v1.MethodTable;
import dev.berth.contract.v1.Network;
import dev.berth.contract.v1.Routing;
import dev.berth.contract.v1.SizeClass;
import dev.berth.contract.v1.Target;
import dev.berth.contract.v1.Upstream;
import dev.berth.proxy.access.TestKey;
import dev.berth.proxy.link.SpokenControlPlane;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is measured, started as it would run: the node on one core, nginx and Berth's proxy on the other. */
final class Contestants implements AutoCloseable {
    private static final String PROXY_CORE = "0";
    private static final int TENANTS = 1_000;
    private static final List<String> AS_THE_SUPERVISOR_STARTS_IT =
            List.of("-XX:+UseParallelGC", "-XX:MaxTenuringThreshold=2", "-XX:MetaspaceSize=64m", "-Xmn48m");
    static final String LOAD_CORE = "1";

    /** The file of a proxy's collector, in the directory, after its name. */
    static final String COLLECTIONS = ".collections.log";

    private final Path directory;
    private final List<Process> processes = new ArrayList<>();
    private final SpokenControlPlane controlPlane;
    final Contestant direct;
    final Contestant nginx;
    final Contestant berth;

    /** Another build of the proxy, or the same with other options, when the environment names one. */
    final @Nullable Contestant rival;

    /**
     * One that answers calls at a URL.
     *
     * @param process whose CPU time is counted
     */
    record Contestant(String name, String url, ProcessHandle process) {
        /** Whether its calls come with an endpoint's key. */
        boolean hasKeys() {
            return url.contains("/berth_");
        }
    }

    /** @param endpoints how many the proxy knows; calls go to the first one's key */
    Contestants(Path directory, Path proxyLibraries, int endpoints) throws Exception {
        this.directory = directory;
        int nodePort = freePort();
        Process node = start(
                LOAD_CORE,
                Map.of(),
                java("dev.berth.bench.relay.EchoNode", System.getProperty("java.class.path")),
                Integer.toString(nodePort));
        direct = awaited(new Contestant("direct", "http://127.0.0.1:" + nodePort + "/", node.toHandle()));
        nginx = awaited(startNginx(nodePort));
        controlPlane = new SpokenControlPlane(routing(nodePort), entries(endpoints));
        berth = awaited(startProxy("berth", proxyLibraries, System.getenv("BENCH_JAVA_OPTIONS")));
        String other = System.getenv("BENCH_RIVAL");
        rival = other == null
                ? null
                : awaited(startProxy("rival", Path.of(other), System.getenv("BENCH_RIVAL_JAVA_OPTIONS")));
    }

    /** All, in the order in which they take turns. */
    List<Contestant> all() {
        return Stream.of(direct, nginx, berth, rival).filter(Objects::nonNull).toList();
    }

    private Contestant startNginx(int nodePort) throws IOException {
        int port = freePort();
        Path config = Files.writeString(directory.resolve("nginx.conf"), """
            worker_processes 1;
            daemon off;
            pid %1$s/nginx.pid;
            error_log stderr error;
            events { worker_connections 32768; }
            http {
                access_log off;
                keepalive_requests 1000000000;
                client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/f;
                uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                upstream node { server 127.0.0.1:%2$d; keepalive 128; keepalive_requests 1000000000; }
                server {
                    listen 127.0.0.1:%3$d;
                    location / {
                        proxy_pass http://node;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_buffers 64 16k;
                        proxy_max_temp_file_size 0;
                    }
                }
            }
            """.formatted(directory, nodePort, port));
        Process nginx = start(
                PROXY_CORE,
                Map.of(),
                List.of("nginx", "-c", config.toString(), "-p", directory.toString(), "-e", "stderr"));
        return new Contestant("nginx", "http://127.0.0.1:" + port + "/", nginx.toHandle());
    }

    private Contestant startProxy(String name, Path libraries, @Nullable String options) throws IOException {
        int port = freePort();
        var command = new ArrayList<>(java("dev.berth.proxy.Main", libraries + "/*"));
        command.addAll(1, AS_THE_SUPERVISOR_STARTS_IT);
        command.add(1, "-Xlog:gc:file=" + directory.resolve(name + COLLECTIONS));
        if (options != null) command.addAll(1, List.of(options.split(" ", -1)));
        var environment = Map.of(
                "BERTH_PROXY_MAX_CONNECTIONS_PER_ADDRESS",
                "20000",
                "BERTH_PROXY_LISTEN",
                "127.0.0.1:" + port,
                "BERTH_PROXY_OPERATOR_LISTEN",
                "127.0.0.1:" + freePort(),
                "BERTH_PROXY_STATE_DIR",
                directory.resolve(name).toString(),
                "BERTH_CONTROL_PLANE",
                "127.0.0.1:" + controlPlane.port(),
                "BERTH_PROXY_TOKEN_FILE",
                Files.writeString(directory.resolve("token"), "t\n").toString(),
                "BERTH_PROXY_SEALING_KEY_FILE",
                Files.writeString(directory.resolve("key"), "ab".repeat(32)).toString(),
                "BERTH_PROXY_EVENT_LOOPS",
                "1");
        Process proxy = start(PROXY_CORE, environment, command);
        return new Contestant(name, "http://127.0.0.1:" + port + "/" + new TestKey(1).text(), proxy.toHandle());
    }

    private static List<String> java(String main, String classPath) {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", classPath, main));
        return command;
    }

    private Process start(String core, Map<String, String> environment, List<String> command, String... arguments)
            throws IOException {
        var pinned = new ArrayList<>(List.of("taskset", "-c", core));
        pinned.addAll(command);
        pinned.addAll(List.of(arguments));
        var builder = new ProcessBuilder(pinned);
        builder.environment().putAll(environment);
        Path log = directory.resolve(processes.size() + ".log");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        processes.add(process);
        return process;
    }

    /** What a program of this class path prints that runs on the load's core, to its end. */
    String onLoadCore(String main, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("taskset", "-c", LOAD_CORE));
        command.addAll(java(main, System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        Process program = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (program.waitFor() != 0) throw new IOException(main + " ended with " + program.exitValue());
        return said;
    }

    /** Waits until it answers a call. */
    private static Contestant awaited(Contestant contestant) throws InterruptedException {
        var call = HttpRequest.newBuilder(URI.create(contestant.url()))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"eth_call\",\"params\":[]}"))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            for (int attempt = 0; attempt < 300; attempt++) {
                try {
                    String answer = client.send(call, HttpResponse.BodyHandlers.ofString())
                            .body();
                    if (answer.contains("\"id\":7,\"result\"")) return contestant;
                } catch (IOException notYet) {
                    // it is still starting
                }
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException(contestant.name() + " does not answer at " + contestant.url());
    }

    private static Routing routing(int nodePort) {
        return Routing.newBuilder()
                .setVersion(1)
                .addMethodTables(MethodTable.newBuilder()
                        .setName("evm")
                        .setDialect(Dialect.JSONRPC_2_0)
                        .addMethods(read("eth_blockNumber", SizeClass.SMALL))
                        .addMethods(read("eth_getBalance", SizeClass.SMALL))
                        .addMethods(read("eth_call", SizeClass.LARGE))
                        .addMethods(read("eth_getLogs", SizeClass.LARGE))
                        .addMethods(read("debug_traceBlock", SizeClass.LARGE)))
                .addNetworks(Network.newBuilder()
                        .setNetwork("bench")
                        .setMethodTable("evm")
                        .setBlockTimeMs(2_000)
                        .setMaxLagBlocks(5)
                        .setHeadPoll(HeadPoll.newBuilder()
                                .setMethod("eth_blockNumber")
                                .setEncoding(HeadPoll.Encoding.HEX_QUANTITY)))
                .addTargets(Target.newBuilder()
                        .setTargetId("pool")
                        .setNetwork("bench")
                        .setShared(true)
                        .setReplicated(true)
                        .addUpstreams(Upstream.newBuilder()
                                .setUpstreamId("node-1")
                                .setName("node-1")
                                .setAddress("127.0.0.1:" + nodePort)
                                .addProtocols(Upstream.Protocol.HTTP)
                                .setGeneration(1)))
                .build();
    }

    private static Method read(String name, SizeClass size) {
        return Method.newBuilder()
                .setName(name)
                .setSku(name)
                .setRepeatable(true)
                .setSize(size)
                .build();
    }

    private static List<AccessEntry> entries(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> {
                    var key = new TestKey(number);
                    return AccessEntry.newBuilder()
                            .setKeyId(key.id().value())
                            .setVersion(number)
                            .setSecretSha256(key.secretSha256())
                            .setEndpointId("endpoint-" + number)
                            .setTenantId("tenant-" + number % TENANTS)
                            .setTargetId("pool")
                            .setNetwork("bench")
                            .setLimits(Limits.newBuilder().setCallsPerSecond(1_000_000))
                            .build();
                })
                .toList();
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        controlPlane.close();
    }
}
