package dev.berth.control.simulation;

import java.time.Duration;
import java.util.Locale;

/** Simulates a large fleet and says how it went: {@code bench/simulate [SEED] [HOSTS] [NODES] [DAYS]}. */
public final class Simulate {
    private Simulate() {}

    public static void main(String[] args) {
        long seed = args.length > 0 ? Long.parseLong(args[0]) : 1;
        int hosts = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        int nodes = args.length > 2 ? Integer.parseInt(args[2]) : 10_000;
        int days = args.length > 3 ? Integer.parseInt(args[3]) : 30;
        long begun = System.nanoTime();
        Simulation.Outcome outcome = new Simulation(seed, hosts, nodes, Duration.ofDays(days), Flaw.NONE).run();
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "seed %d, %d hosts, %d nodes at the end, %d days: %d passes of %d control planes in %.1f s, %.1f"
                        + " passes/s, %.2f ms of planning a pass, history %s%n",
                seed,
                hosts,
                outcome.nodes(),
                days,
                outcome.passes(),
                outcome.controlPlanes(),
                seconds,
                outcome.passes() / seconds,
                outcome.planningNanos() / 1e6 / outcome.passes(),
                outcome.hash());
    }
}
