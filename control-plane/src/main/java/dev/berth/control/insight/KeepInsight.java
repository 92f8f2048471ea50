package dev.berth.control.insight;

import dev.berth.control.database.Database;
import java.time.Duration;

/** Makes hours of minutes, and forgets what was kept for long enough. Several control planes may do so side by side. */
public final class KeepInsight {
    private static final Duration ALL_MINUTES = Duration.ofDays(2);
    private static final Duration LATELY = Duration.ofHours(3);

    private final Database database;
    private Duration back = ALL_MINUTES;

    public KeepInsight(Database database) {
        this.database = database;
    }

    public void run() {
        Duration looked = back;
        database.doAsPlatform(tx -> {
            Latencies.summarise(tx, looked);
            Latencies.forget(tx);
            CallErrors.forget(tx);
        });
        back = LATELY;
    }
}
