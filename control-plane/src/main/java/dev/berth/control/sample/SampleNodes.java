package dev.berth.control.sample;

import dev.berth.control.database.Database;
import dev.berth.control.fleet.HostAgents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Samples what the nodes use that this process reaches the hosts of, each once a minute. A pass writes at once what was read since
 * the last one, then begins to read what is missing. Several control planes may do so side by side: the first to write a minute wins.
 */
public final class SampleNodes implements AutoCloseable {
    private static final Duration TIDY_EACH = Duration.ofMinutes(5);

    private final Database database;
    private final ReadHosts readHosts;
    private Instant tidied = Instant.EPOCH;

    public SampleNodes(Database database, HostAgents hosts) {
        this.database = database;
        this.readHosts = new ReadHosts(hosts);
    }

    public void run() {
        List<NodeUse> read = readHosts.take();
        List<DueUnit> due = database.asPlatform(tx -> {
            if (!read.isEmpty()) NodeSamples.write(tx, read);
            Instant now = Database.now(tx);
            if (Duration.between(tidied, now).compareTo(TIDY_EACH) >= 0) {
                NodeSamples.summarise(tx);
                NodeSamples.forget(tx);
                tidied = now;
            }
            return NodeSamples.due(tx);
        });
        readHosts.begin(due);
    }

    @Override
    public void close() {
        readHosts.close();
    }
}
