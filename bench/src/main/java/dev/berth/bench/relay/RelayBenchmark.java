package dev.berth.bench.relay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * Relayed calls: nothing between, nginx's plain reverse proxy, Berth with key check, limit and metering on. The three take
 * turns within each round, every other time backwards, so that what disturbs the machine disturbs all; figures are medians over rounds, and to be read
 * as ratios. Usage: {@code RelayBenchmark PROXY_LIBRARIES [ROUNDS] [SECONDS] [CASE]}, the last a part of the name of
 * the cases that are wanted.
 */
public final class RelayBenchmark {
    private static final String SMALL = call("eth_getBalance");
    private static final int VARIANTS = 10_000;
    private static final int ENDPOINTS = 1_000;
    private static final int WARM_UP_SECONDS = 20;
    private static final int CASE_WARM_UP_SECONDS = 5;

    private RelayBenchmark() {}

    /** A kind of load. */
    private record Case(String name, String body, int variants, int items, int connections) {}

    /** CPU microseconds and calls per second of one contestant in one round. */
    private record Sample(double cpuMicros, double perSecond) {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        String only = args.length > 3 ? args[3] : "";
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        Path directory = Files.createTempDirectory("berth-bench");
        var cases = List.of(
                new Case("small call, 64 connections", SMALL, VARIANTS, 1, 64),
                new Case("eth_call, 64 connections", call("eth_call"), VARIANTS, 1, 64),
                new Case("the same small call from all", SMALL, 1, 1, 64),
                new Case("batch of 10, 64 connections", batchOf(10), VARIANTS, 10, 64),
                new Case("100 KB answer, 16 connections", call("eth_getLogs"), VARIANTS, 1, 16),
                new Case("10 MB answer, 4 connections", call("debug_traceBlock"), VARIANTS, 1, 4));
        try (var contestants = new Contestants(directory, Path.of(args[0]), ENDPOINTS)) {
            var wrk = new Wrk(directory);
            var all = contestants.all();
            for (var contestant : all) wrk.run(contestant.url(), SMALL, VARIANTS, 64, WARM_UP_SECONDS);
            System.out.printf(
                    "%-32s %-8s %12s %10s %12s %10s%n", "case", "", "CPU us/call", "x nginx", "calls/s", "x nginx");
            for (Case each : cases)
                if (each.name().contains(only)) report(each, measure(each, all, wrk, rounds, seconds));
        }
    }

    private static Map<String, List<Sample>> measure(
            Case each, List<Contestants.Contestant> contestants, Wrk wrk, int rounds, int seconds) throws Exception {
        var samples = new LinkedHashMap<String, List<Sample>>();
        for (var contestant : contestants)
            wrk.run(contestant.url(), each.body(), each.variants(), each.connections(), CASE_WARM_UP_SECONDS);
        for (int round = 0; round < rounds; round++) {
            for (var contestant : round % 2 == 0 ? contestants : contestants.reversed()) {
                long cpu = CpuTime.of(contestant.process());
                Wrk.Load load = wrk.run(contestant.url(), each.body(), each.variants(), each.connections(), seconds);
                long used = CpuTime.of(contestant.process()) - cpu;
                if (load.bad() > 0)
                    System.out.println(contestant.name() + ": " + load.bad() + " answers were no success");
                double calls = load.answers() * (double) each.items();
                samples.computeIfAbsent(contestant.name(), _ -> new ArrayList<>())
                        .add(new Sample(used / 1e3 / calls, calls / load.seconds()));
            }
        }
        return samples;
    }

    private static void report(Case each, Map<String, List<Sample>> samples) {
        double nginxCpu = median(samples, "nginx", true);
        double nginxRate = median(samples, "nginx", false);
        for (String name : samples.keySet()) {
            double cpu = median(samples, name, true);
            double rate = median(samples, name, false);
            System.out.printf(
                    "%-32s %-8s %12.1f %10.2f %12.0f %10.2f%n",
                    each.name(), name, cpu, cpu / nginxCpu, rate, rate / nginxRate);
        }
        List<Sample> berth = samples.getOrDefault("berth", List.of());
        List<Sample> rival = samples.getOrDefault("rival", List.of());
        if (rival.size() > 1) {
            System.out.printf(
                    "%-32s berth / rival, %d pairs: CPU %s, throughput %s%n",
                    each.name(),
                    rival.size(),
                    ratio(berth, rival, Sample::cpuMicros),
                    ratio(berth, rival, Sample::perSecond));
        }
    }

    /** The mean ratio over pairs of one round, with its interval of 95% confidence by Student's t. */
    private static String ratio(List<Sample> mine, List<Sample> others, ToDoubleFunction<Sample> of) {
        var ratios = new SummaryStatistics();
        for (int i = 0; i < others.size(); i++)
            ratios.addValue(of.applyAsDouble(mine.get(i)) / of.applyAsDouble(others.get(i)));
        double t = new TDistribution((double) ratios.getN() - 1).inverseCumulativeProbability(0.975);
        double half = t * ratios.getStandardDeviation() / Math.sqrt((double) ratios.getN());
        return String.format(Locale.ROOT, "%.3f +- %.3f", ratios.getMean(), half);
    }

    private static double median(Map<String, List<Sample>> samples, String name, boolean cpu) {
        double[] sorted = samples.getOrDefault(name, List.of()).stream()
                .mapToDouble(sample -> cpu ? sample.cpuMicros() : sample.perSecond())
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    private static String batchOf(int items) {
        return IntStream.range(0, items)
                .mapToObj(item -> SMALL.replace("ADDRESS", "ADDRESS" + item))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String call(String method) {
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":[\"ADDRESS\",\"latest\"]}";
    }
}
