package dev.berth.control.reconcile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places between two steps where a control plane may be killed. A crash test arms one; otherwise passing it does
 * nothing. Whatever stands between two of them must be right when done twice, or not at all.
 */
public enum FailPoint {
    BEFORE_FETCH,
    AFTER_FETCH,
    AFTER_NETWORK,
    AFTER_VOLUME,
    AFTER_SECRETS,
    AFTER_CREATE,
    AFTER_START,
    BEFORE_READY_IS_RECORDED,
    AFTER_READY_IS_RECORDED,
    BEFORE_ROUTING,
    AFTER_ROUTING,
    BEFORE_STOP,
    AFTER_STOP,
    AFTER_REMOVE_UNIT,
    AFTER_REMOVE_VOLUME,
    AFTER_REMOVE_NETWORK,
    BEFORE_RELEASE,
    AFTER_RELEASE,
    BEFORE_OPERATION_ENDS;

    private static final Logger LOG = LoggerFactory.getLogger(FailPoint.class);
    private static final int HALTED = 137; // as after SIGKILL
    private static volatile Consumer<FailPoint> trap = _ -> {};

    /** As tests write it: {@code after-create}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads {@link #text}. */
    public static FailPoint of(String text) {
        for (FailPoint point : values()) if (point.text().equals(text)) return point;
        throw new IllegalArgumentException("fail point: " + text + " (expected: one like after-create)");
    }

    /** Passes the point, if it is not armed. */
    void pass() {
        trap.accept(this);
    }

    /** Arms whatever {@code trap} decides to do at a point: throw, or end the process. */
    public static void arm(Consumer<FailPoint> newTrap) {
        trap = newTrap;
    }

    /**
     * Arms a sudden end of this process, for a test that says where in the file. The file is deleted first, so the start
     * that follows the end is an ordinary one.
     */
    public static void armHaltOnce(Path file) throws IOException {
        if (!Files.exists(file)) return;
        FailPoint point = of(Files.readString(file).strip());
        Files.delete(file);
        arm(passed -> {
            if (passed != point) return;
            LOG.atWarn().addKeyValue("point", point.text()).log("halted at a fail point");
            Runtime.getRuntime().halt(HALTED);
        });
    }
}
