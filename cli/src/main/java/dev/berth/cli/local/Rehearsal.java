package dev.berth.cli.local;

import dev.berth.cli.installation.EngineChoice;
import dev.berth.cli.installation.MachineShare;
import dev.berth.cli.installation.Ports;
import dev.berth.cli.output.Steps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

/**
 * Berth started and stopped once where nobody looks, after a build (BERTH_REHEARSAL is set): its Java processes write down,
 * as they end, which classes they needed, for every later start to find loaded and linked.
 */
public final class Rehearsal {
    private static final String VARIABLE = "BERTH_REHEARSAL";

    private final LocalBerth berth;
    private final Steps steps;
    private final Runnable use;

    /** @param use what is done with the Berth while it runs */
    public Rehearsal(LocalBerth berth, Steps steps, Runnable use) {
        this.berth = berth;
        this.steps = steps;
        this.use = use;
    }

    public void run() throws InterruptedException {
        var endAtCtrlC = new Thread(this::endQuietly, "end");
        Runtime.getRuntime().addShutdownHook(endAtCtrlC);
        try {
            var start = StartBerth.launch(berth, steps, wanted());
            start.awaitControlPlane();
            var nodes = new RunNodes(berth, steps);
            nodes.run();
            start.awaitProxy();
            nodes.awaitRouting();
            use.run();
        } finally {
            end();
        }
        Runtime.getRuntime().removeShutdownHook(endAtCtrlC);
    }

    private synchronized void end() throws InterruptedException {
        new StopBerth(berth, steps).run();
        new WipeBerth(berth, steps, false).run();
    }

    private void endQuietly() {
        try {
            if (berth.installation().exists()) {
                end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The flag of a JVM that reads the cache of classes, or makes it as it ends. The JVM does not look whether a jar has
     * changed since, and would run what the jar held then: a cache that is older than a jar is not given to it.
     */
    static String flag(BerthHome home, String module, String name, Map<String, String> environment) {
        Path libraries = home.libraries(module);
        Path cache = libraries.resolveSibling(name + ".aot");
        if (isOn(environment)) {
            return "-XX:AOTCacheOutput=" + cache;
        }
        return isNewerThanAll(cache, libraries) ? "-XX:AOTCache=" + cache : "-XX:AOTMode=off";
    }

    private static boolean isNewerThanAll(Path cache, Path libraries) {
        try (var jars = Files.newDirectoryStream(libraries, "*.jar")) {
            var made = Files.getLastModifiedTime(cache);
            for (Path jar : jars) {
                if (Files.getLastModifiedTime(jar).compareTo(made) >= 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException absent) {
            return false;
        }
    }

    static boolean isOn(Map<String, String> environment) {
        return environment.containsKey(VARIABLE);
    }

    private static WantedSettings wanted() {
        var random = new SecureRandom();
        var share = MachineShare.of(Long.toString(random.nextLong()));
        var ports = new HiddenPorts(share, Ports::isFree, random);
        return new WantedSettings(
                ports.next(Optional.empty()), ports.next(Optional.empty()), null, EngineChoice.PROCESS);
    }
}
