package dev.berth.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.installation.EngineChoice;
import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Quickstart;
import dev.berth.cli.installation.Settings;
import dev.berth.cli.output.Steps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The second half of `berth up`: as a client of the API it has the host's units run, makes the demo and waits for it. */
public final class RunNodes {
    private static final int LOOK_EVERY_MILLIS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Set<String> BEFORE_START = Set.of("REQUESTED", "APPROVED", "RESERVED", "PULLING");

    private final LocalBerth berth;
    private final Steps steps;
    private final BerthApi operator;

    public RunNodes(LocalBerth berth, Steps steps) {
        this.berth = berth;
        this.steps = steps;
        this.operator = new BerthApi(OperatorAccess.to(berth.installation()));
    }

    /** What came of it: where to call, and the nodes that failed. */
    public record Running(Quickstart quickstart, List<Example> examples, List<String> failures) {
        public Running {
            examples = List.copyOf(examples);
            failures = List.copyOf(failures);
        }
    }

    public Running run() throws InterruptedException {
        var settings = Settings.read(berth.installation()).orElseThrow();
        host(settings.engine());
        steps.begin("pools");
        var demo = Demo.openedBy(OperatorAccess.to(berth.installation()), berth.installation());
        demo.pool("ethereum-devnet", 2);
        if (isOnPath("litecoind")) {
            demo.pool("litecoin-regtest", 2);
        } else {
            steps.note("  litecoin-regtest is left out: litecoind is absent (apt-get install litecoind)");
        }
        demo.dedicatedNode();
        String operatorKey = Installation.read(berth.installation().secrets().resolve("operator-key"))
                .orElseThrow();
        var quickstart = demo.endpoints(settings, operatorKey);
        steps.done(quickstart.endpoints().stream()
                .map(Quickstart.Endpoint::network)
                .collect(Collectors.joining(", ")));
        waitWhile("artifacts", node -> BEFORE_START.contains(state(node)));
        List<JsonNode> unfinished = waitWhile("nodes ready", node -> !isSettled(node));
        List<Example> examples = quickstart.endpoints().stream()
                .map(endpoint -> Example.of(endpoint, operator.get("/networks/" + endpoint.network())))
                .toList();
        return new Running(quickstart, examples, failures(unfinished));
    }

    /** Of every host: `berth down` has stopped them, wherever they are. */
    private void startUnits(JsonNode hosts) {
        for (JsonNode host : hosts)
            if (host.path("wantedPower").asText().equals("stopped"))
                operator.perform("/hosts/" + host.path("id").asText() + "/start-units", Map.of(), null);
    }

    private void host(EngineChoice choice) throws InterruptedException {
        steps.begin("host");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode hosts = operator.list("/hosts", Map.of(), Integer.MAX_VALUE);
            for (JsonNode host : hosts) {
                if (host.path("agent").asText().equals("in-process")
                        && !host.path("observedAt").isNull()) {
                    startUnits(hosts);
                    steps.done(engine(host, choice));
                    return;
                }
            }
            if (System.nanoTime() > deadline) {
                steps.failed("");
                throw new CannotStart("this machine did not become a host, see "
                        + berth.installation().logs().resolve("control-plane.log"));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
    }

    /** Which engine was taken, and why. */
    private static String engine(JsonNode host, EngineChoice choice) {
        String engine = host.path("engine").asText();
        String why;
        if (choice != EngineChoice.AUTO) {
            why = "asked for with --engine";
        } else if (engine.equals("docker")) {
            why = "it answers on the local socket";
        } else {
            why = "no Docker engine answers on the local socket";
        }
        return host.path("name").asText() + ", engine " + engine + ": " + why;
    }

    /** Waits while a node is so, and shows which; answers those that still are. */
    private List<JsonNode> waitWhile(String step, Predicate<JsonNode> unfinished) throws InterruptedException {
        steps.begin(step);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<JsonNode> wanted = new ArrayList<>();
            operator.list("/nodes", Map.of(), 500).forEach(node -> {
                if (node.path("desired").asText().equals("running")) {
                    wanted.add(node);
                }
            });
            List<JsonNode> waited = wanted.stream().filter(unfinished).toList();
            long absent = membersToCome();
            if (waited.isEmpty() && absent == 0) {
                steps.done(wanted.size() + " nodes");
                return List.of();
            }
            if (System.nanoTime() > deadline) {
                steps.failed(waited.size() + " of " + wanted.size() + " nodes still wait");
                return waited;
            }
            steps.progress((absent == 0 ? "" : absent + " to be made, ")
                    + waited.stream()
                            .map(node -> node.path("name").asText() + " " + state(node))
                            .collect(Collectors.joining(", ")));
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
    }

    /** Members that pools are to have and that are not made yet. */
    private long membersToCome() {
        long absent = 0;
        for (JsonNode pool : operator.list("/pools", Map.of(), 500)) {
            absent += Math.max(
                    0, pool.path("wantedSize").asLong() - pool.path("size").asLong());
        }
        return absent;
    }

    private List<String> failures(List<JsonNode> unfinished) {
        List<String> failures = new ArrayList<>();
        unfinished.forEach(node -> failures.add(describe(node)));
        operator.list("/nodes", Map.of(), 500).forEach(node -> {
            if (state(node).equals("FAILED")) {
                failures.add(describe(node));
            }
        });
        return failures;
    }

    private static String describe(JsonNode node) {
        return node.path("name").asText() + " is " + state(node) + ": "
                + node.path("reason").asText();
    }

    /** A node that serves, or one that never will. */
    private static boolean isSettled(JsonNode node) {
        return state(node).equals("READY") || state(node).equals("FAILED");
    }

    private static String state(JsonNode node) {
        return node.path("state").asText();
    }

    /** Returns when a proxy has applied what was made. */
    public void awaitRouting() throws InterruptedException {
        steps.begin("routing");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            int upToDate = 0;
            for (JsonNode proxy : operator.list("/proxies", Map.of(), 500)) {
                JsonNode behind = proxy.path("behind");
                if (proxy.path("connected").asBoolean()
                        && behind.path("routing").asLong() == 0
                        && behind.path("access").asLong() == 0) {
                    upToDate++;
                }
            }
            if (upToDate > 0) {
                steps.done("applied by " + upToDate + (upToDate == 1 ? " proxy" : " proxies"));
                return;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        steps.failed("no proxy has applied the newest routing table");
    }

    private boolean isOnPath(String program) {
        String path = berth.environment().getOrDefault("PATH", "");
        return Pattern.compile(":")
                .splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
