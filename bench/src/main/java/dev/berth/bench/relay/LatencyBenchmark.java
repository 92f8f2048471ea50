package dev.berth.bench.relay;

import dev.berth.bench.relay.Contestants.Contestant;
import dev.berth.proxy.access.TestKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * What a call's way through nginx and through Berth adds to its time at a fixed rate, over a few and over very many connections,
 * with very many endpoints in the feed. The three take turns within each round; percentiles are medians over rounds.
 * Usage: {@code LatencyBenchmark PROXY_LIBRARIES [ROUNDS] [SECONDS] [PER_SECOND] [CONNECTIONS,...]}; a load generator of its own process
 * is started for each run.
 */
public final class LatencyBenchmark {
    private static final int ENDPOINTS = 100_000;
    private static final int TENANTS_CALLING = 1_000;
    private static final String CONNECTIONS = "64,10000";
    private static final int WARM_UP_SECONDS = 15;
    private static final int UNCOUNTED_SECONDS = 5;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"eth_getBalance\",\"params\":[\"ADDRESS\",\"latest\"]}";
    private static final Pattern PAUSE = Pattern.compile("Pause .* ([0-9.]+)ms");

    private LatencyBenchmark() {}

    /** Percentiles in milliseconds. */
    private record Sample(double p50, double p99, double p999, double max, long bad) {
        static Sample of(PacedLoad.Seen seen) {
            Histogram latency = seen.latency();
            return new Sample(
                    latency.getValueAtPercentile(50) / NANOS_PER_MILLI,
                    latency.getValueAtPercentile(99) / NANOS_PER_MILLI,
                    latency.getValueAtPercentile(99.9) / NANOS_PER_MILLI,
                    latency.getMaxValue() / NANOS_PER_MILLI,
                    seen.bad());
        }

        static Sample parse(String line) {
            String[] parts = line.split(" ", -1);
            return new Sample(
                    Double.parseDouble(parts[0]),
                    Double.parseDouble(parts[1]),
                    Double.parseDouble(parts[2]),
                    Double.parseDouble(parts[3]),
                    Long.parseLong(parts[4]));
        }

        @Override
        public String toString() {
            return p50 + " " + p99 + " " + p999 + " " + max + " " + bad;
        }
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("load")) {
            load(args);
            return;
        }
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 10;
        int perSecond = args.length > 3 ? Integer.parseInt(args[3]) : 5_000;
        String connections = args.length > 4 ? args[4] : CONNECTIONS;
        Path directory = Files.createTempDirectory("berth-bench");
        System.out.printf("%d calls/s, %d endpoints, calls with %d keys%n", perSecond, ENDPOINTS, TENANTS_CALLING);
        try (var contestants = new Contestants(directory, Path.of(args[0]), ENDPOINTS)) {
            measure(contestants, 64, perSecond, 1, WARM_UP_SECONDS);
            for (String some : connections.split(",", -1)) {
                int open = Integer.parseInt(some);
                report(open, measure(contestants, open, perSecond, rounds, seconds));
                for (Contestant each : contestants.all()) {
                    if (each.equals(contestants.direct)) continue;
                    System.out.printf("%-8s resident %,d KiB", each.name(), residentKib(each.process()));
                    System.out.println(each.hasKeys() ? ", its collections: " + collections(directory, each) : "");
                }
            }
        }
    }

    /** In a process of its own, on the load's core. */
    private static void load(String[] args) throws Exception {
        URI url = URI.create(args[1]);
        boolean hasKeys = Boolean.parseBoolean(args[2]);
        String[] paths = new String[hasKeys ? TENANTS_CALLING : 1];
        for (int i = 0; i < paths.length; i++) paths[i] = hasKeys ? "/" + new TestKey(i + 1).text() : "/";
        IntFunction<String> path = number -> paths[number % paths.length];
        var seen = new PacedLoad(url, path, CALL)
                .run(
                        Integer.parseInt(args[3]),
                        Integer.parseInt(args[4]),
                        UNCOUNTED_SECONDS,
                        Integer.parseInt(args[5]));
        System.out.println(Sample.of(seen));
    }

    private static Map<String, List<Sample>> measure(
            Contestants contestants, int connections, int perSecond, int rounds, int seconds) throws Exception {
        var samples = new LinkedHashMap<String, List<Sample>>();
        for (int round = 0; round < rounds; round++) {
            for (Contestant each : contestants.all()) {
                String said = contestants.onLoadCore(
                        "dev.berth.bench.relay.LatencyBenchmark",
                        "load",
                        each.url(),
                        Boolean.toString(each.hasKeys()),
                        Integer.toString(connections),
                        Integer.toString(perSecond),
                        Integer.toString(seconds));
                samples.computeIfAbsent(each.name(), _ -> new ArrayList<>()).add(Sample.parse(said));
            }
        }
        return samples;
    }

    private static void report(int connections, Map<String, List<Sample>> samples) {
        System.out.printf("%n%d connections; milliseconds, and over direct%n", connections);
        System.out.printf("%-8s %8s %8s %8s %8s %8s %8s %6s%n", "", "p50", "+", "p99", "+", "p99.9", "max", "bad");
        List<Sample> direct = samples.getOrDefault("direct", List.of());
        double directP50 = PacedLoad.median(direct.stream().map(Sample::p50).toList());
        double directP99 = PacedLoad.median(direct.stream().map(Sample::p99).toList());
        samples.forEach((name, seen) -> {
            double p50 = PacedLoad.median(seen.stream().map(Sample::p50).toList());
            double p99 = PacedLoad.median(seen.stream().map(Sample::p99).toList());
            double p999 = PacedLoad.median(seen.stream().map(Sample::p999).toList());
            double max = seen.stream().mapToDouble(Sample::max).max().orElse(0);
            long bad = seen.stream().mapToLong(Sample::bad).sum();
            System.out.printf(
                    "%-8s %8.3f %8.3f %8.3f %8.3f %8.3f %8.1f %6d%n",
                    name, p50, p50 - directP50, p99, p99 - directP99, p999, max, bad);
        });
    }

    private static long residentKib(ProcessHandle process) throws IOException {
        long sum = 0;
        for (ProcessHandle each :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            for (String line : Files.readAllLines(Path.of("/proc/" + each.pid() + "/status"))) {
                if (line.startsWith("VmRSS:")) sum += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return sum;
    }

    private static String collections(Path directory, Contestant proxy) throws IOException {
        double[] pauses = PAUSE.matcher(Files.readString(directory.resolve(proxy.name() + Contestants.COLLECTIONS)))
                .results()
                .mapToDouble(pause -> Double.parseDouble(pause.group(1)))
                .sorted()
                .toArray();
        if (pauses.length == 0) return "none";
        return "%d, pauses of %.1f ms in the middle, %.1f ms at most"
                .formatted(pauses.length, pauses[pauses.length / 2], pauses[pauses.length - 1]);
    }
}
