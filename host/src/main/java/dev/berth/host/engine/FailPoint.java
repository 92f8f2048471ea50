package dev.berth.host.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places between two steps where an agent may be killed. A crash test arms one; otherwise passing it does nothing.
 * Whatever stands between two of them must be right when done twice, or not at all.
 */
public enum FailPoint {
    CERTIFIED,
    IDENTITY_KEPT,
    BEFORE_EPOCH,
    AFTER_EPOCH,
    BEFORE_FETCH,
    AFTER_FETCH,
    AFTER_NETWORK,
    AFTER_VOLUME,
    BEFORE_CREATE,
    /** Of Docker alone: files are there, the container is not. */
    FILES_DELIVERED,
    AFTER_CREATE,
    BEFORE_START,
    /** It runs, and nothing of that is written down yet. */
    SPAWNED,
    AFTER_START,
    BEFORE_STOP,
    /** It has not heeded its signal within its budget. */
    BEFORE_KILL,
    AFTER_STOP,
    BEFORE_REMOVE,
    /** Of Docker alone: its files are there still. */
    CONTAINER_REMOVED,
    AFTER_REMOVE,
    AFTER_REMOVE_VOLUME,
    AFTER_REMOVE_NETWORK;

    private static final Logger LOG = LoggerFactory.getLogger(FailPoint.class);
    private static final int HALTED = 137; // as after SIGKILL

    /** What happens when one is passed. */
    @FunctionalInterface
    public interface Trap {
        Trap NONE = point -> {};

        void reach(FailPoint point);
    }

    /** As tests write it: {@code after-create}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads {@link #text}. */
    public static FailPoint of(String text) {
        for (FailPoint point : values()) if (point.text().equals(text)) return point;
        throw new IllegalArgumentException("fail point: " + text + " (expected: one like after-create)");
    }

    /**
     * A sudden end of this process, for a test that says where in the file. The file is deleted first, so the start that
     * follows the end is an ordinary one.
     */
    public static Trap haltOnce(Path file) throws IOException {
        if (!Files.exists(file)) return Trap.NONE;
        FailPoint armed = of(Files.readString(file).strip());
        Files.delete(file);
        return passed -> {
            if (passed != armed) return;
            LOG.atWarn().addKeyValue("point", armed.text()).log("halted at a fail point");
            Runtime.getRuntime().halt(HALTED);
        };
    }
}
