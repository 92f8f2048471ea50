package dev.berth.cli.command;

import dev.berth.cli.client.ApiAccess;
import dev.berth.cli.client.ApiUnreachable;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.local.CannotStart;
import dev.berth.cli.local.DashboardLink;
import dev.berth.cli.local.Example;
import dev.berth.cli.local.LocalBerth;
import dev.berth.cli.local.RunNodes;
import dev.berth.cli.local.StartBerth;
import dev.berth.cli.local.StopBerth;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Steps;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts Berth on this machine. */
@Command(
        name = "up",
        description = {
            "Start Berth on this machine: database, control plane, proxy, this machine as a host, and a demo.",
            "Ctrl-C stops it again; all is kept for the next time."
        })
final class UpCommand implements Callable<Integer> {
    private static final int LOOK_EVERY_MILLIS = 500;
    private static final int LOOKS_AT_AN_END = 12;

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Option(
            names = {"-d", "--detach"},
            description = "Return once it runs, and leave it running")
    private boolean detach;

    private final CountDownLatch stopping = new CountDownLatch(1);

    @Override
    public Integer call() throws InterruptedException {
        var berth = LocalBerth.fromEnvironment(System.getenv());
        var wanted = settings.wanted();
        if (berth.running().isPresent()) {
            System.out.println("Berth is running already (stop it with `berth down`).");
            return StatusCommand.show(berth, false);
        }
        var stopAtCtrlC = new Thread(() -> stop(berth), "stop");
        Runtime.getRuntime().addShutdownHook(stopAtCtrlC);
        try {
            var steps = Steps.on(System.out);
            var start = StartBerth.launch(berth, steps, wanted);
            start.awaitControlPlane();
            var nodes = new RunNodes(berth, steps);
            var running = nodes.run();
            start.awaitProxy();
            nodes.awaitRouting();
            print(berth, running);
            return detach ? exitCode(running) : stay(berth);
        } catch (ApiUnreachable | CannotStart e) {
            if (stopping.getCount() == 0) Thread.currentThread().join(); // the process ends when it is stopped
            if (!isBeingStopped(berth)) throw e;
            throw new CannotStart("Berth was stopped while it was starting.");
        } finally {
            if (stopping.getCount() > 0) {
                Runtime.getRuntime().removeShutdownHook(stopAtCtrlC);
            }
        }
    }

    /** Whether the supervisor ends now: someone has stopped what was starting. */
    private static boolean isBeingStopped(LocalBerth berth) throws InterruptedException {
        for (int looks = 0; looks < LOOKS_AT_AN_END && berth.running().isPresent(); looks++) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        return berth.running().isEmpty();
    }

    private static int exitCode(RunNodes.Running running) {
        return running.failures().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** Returns when the supervisor has ended though nobody stopped it. */
    private int stay(LocalBerth berth) throws InterruptedException {
        System.out.println("Ctrl-C stops it.");
        while (berth.running().isPresent()) {
            if (stopping.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                Thread.currentThread().join(); // the process ends when it is stopped
            }
        }
        System.out.println("Berth's supervisor has ended. `berth up` takes over what is still running.");
        return ExitCode.FAILED;
    }

    private void stop(LocalBerth berth) {
        stopping.countDown();
        System.out.println("\nStopping. Nodes get the time that they need.");
        try {
            new StopBerth(berth, Steps.on(System.out)).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void print(LocalBerth berth, RunNodes.Running running) {
        var quickstart = running.quickstart();
        System.out.println();
        running.failures().forEach(failure -> System.out.println("! " + failure));
        for (Example example : running.examples()) {
            System.out.println(
                    example.endpoint().network() + "\n  " + example.endpoint().url());
            example.lines().forEach(line -> System.out.println("  " + line));
            System.out.println();
        }
        System.out.println(
                "API             " + quickstart.api() + "/api/v1, documentation at " + quickstart.api() + "/docs");
        System.out.println("Metrics         " + quickstart.metrics() + ", for Prometheus");
        System.out.println("A call's story  " + quickstart.explain() + "/<x-request-id of its answer>");
        System.out.println("Operator's key  " + berth.installation().secrets().resolve("operator-key"));
        System.out.println("For scripts     " + berth.installation().quickstartFile());
        System.out.println();
        System.out.println("Next: berth status, berth nodes list, berth usage, berth --help");
        System.out.println();
        var operator = new BerthApi(new ApiAccess(URI.create(quickstart.api()), quickstart.operatorKey()));
        System.out.println("dashboard: " + DashboardLink.of(operator, DashboardLink.OPERATOR));
        System.out.println("  as the demo's owner: " + DashboardLink.ofDemo(operator));
        System.out.println("  (each signs in once; others: berth dashboard, berth dashboard --as tenant)");
    }
}
