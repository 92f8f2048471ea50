package dev.berth.host.engine.process;

import dev.berth.host.engine.UnitName;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what units say from filling the disk: about 100 MB each, and two older parts of as much. */
final class OutputRotation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutputRotation.class);
    private static final long MOST_BYTES = 100_000_000;
    private static final Duration EVERY = Duration.ofSeconds(2);
    private final ProcessUnits units;
    private final Thread thread;

    private OutputRotation(ProcessUnits units) {
        this.units = units;
        this.thread = Thread.ofVirtual().name("output-rotation").unstarted(this::loop);
    }

    static OutputRotation begin(ProcessUnits units) {
        var rotation = new OutputRotation(units);
        rotation.thread.start();
        return rotation;
    }

    private void loop() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                for (UnitName name : units.names()) rotate(name);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void rotate(UnitName name) {
        try {
            units.folder(name).output().rotate(MOST_BYTES);
        } catch (IOException failed) {
            LOG.atWarn().addKeyValue("unit", name).setCause(failed).log("output not rotated");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
