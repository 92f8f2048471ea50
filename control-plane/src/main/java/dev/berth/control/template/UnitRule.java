package dev.berth.control.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One process of a node.
 *
 * @param repair what its owner should know after it was killed
 */
public record UnitRule(
        Artifact artifact,
        Runtime runtime,
        @Nullable String runtimeVersion,
        List<ArgvItem> argv,
        Map<String, String> env,
        Map<String, PortRule> ports,
        @Nullable VolumeRule volume,
        StopRule stop,
        LimitsRule limits,
        @Nullable String repair) {
    /** What executes the artifact. */
    public enum Runtime {
        NATIVE,
        /** The host's own Node.js. */
        NODE
    }

    /** Where {@code {data}} is in a container, and who owns it. */
    public record VolumeRule(String path, String owner) {}

    /** How the unit is ended in good order, and how long that may take. */
    public record StopRule(String signal, int budgetSeconds) {}

    /** Limits beside those of its size. */
    public record LimitsRule(int pids, int openFiles) {}

    public UnitRule {
        runtime = runtime == null ? Runtime.NATIVE : runtime;
        argv = List.copyOf(argv);
        env = Ordered.copyOf(env);
        ports = Ordered.copyOf(ports);
    }
}
