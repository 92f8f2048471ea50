package dev.berth.cli.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the agent's process in front, as long as it lives; ended, it ends the agent, and units run on. */
public final class RunAgent {
    private static final List<String> JVM = List.of(
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Dlogback.configurationFile=agent-logback.xml",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private RunAgent() {}

    /** @param token given to the agent on its input, where no list of processes shows it */
    public static int run(BerthHome home, Map<String, String> told, @Nullable String token)
            throws InterruptedException {
        var builder = new ProcessBuilder(home.java("host", JVM, "dev.berth.host.Main"))
                .redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT);
        builder.environment().putAll(told);
        if (token != null) builder.environment().put("BERTH_JOIN_TOKEN_FILE", "/dev/stdin");
        try {
            Process agent = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(agent)));
            try (OutputStream input = agent.getOutputStream()) {
                if (token != null) input.write(token.getBytes(StandardCharsets.US_ASCII));
            }
            return agent.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the agent: " + e.getMessage(), e);
        }
    }

    private static void end(Process agent) {
        agent.destroy();
        try {
            agent.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
