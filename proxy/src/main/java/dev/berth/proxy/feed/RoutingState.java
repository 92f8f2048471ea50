package dev.berth.proxy.feed;

import dev.berth.contract.v1.FeedUpdate;
import dev.berth.contract.v1.Routing;
import dev.berth.contract.v1.Welcome;
import dev.berth.proxy.journal.Journal;
import dev.berth.proxy.journal.Reading;
import dev.berth.proxy.route.RoutingSink;
import dev.berth.proxy.route.RoutingTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routing table in force and its file on disk, replaced as a whole. */
final class RoutingState {
    private static final Logger log = LoggerFactory.getLogger(RoutingState.class);

    private final Path file;
    private final RoutingSink sink;
    private String incarnation = "";
    private long version;

    private RoutingState(Path file, RoutingSink sink) {
        this.file = file;
        this.sink = sink;
    }

    static RoutingState open(Path file, RoutingSink sink) throws IOException {
        var state = new RoutingState(file, sink);
        List<FeedUpdate> stored = new ArrayList<>();
        Reading reading = Journal.read(file, bytes -> stored.add(FeedUpdate.parseFrom(bytes)));
        if (stored.size() == 2 && reading instanceof Reading.Whole) {
            state.put(stored.get(0).getWelcome().getIncarnation(), stored.get(1).getRouting());
        } else if (!stored.isEmpty() || !(reading instanceof Reading.Whole)) {
            SetAside.file(file, reading instanceof Reading.Damaged damaged ? damaged.what() : "the file is cut off");
        }
        return state;
    }

    /** The version that is applied, of that incarnation's. */
    long version(String of) {
        return of.equals(incarnation) ? version : 0;
    }

    /** In force when this returns, and kept; a table that cannot be used changes nothing. */
    void apply(String from, Routing routing) throws IOException {
        if (!put(from, routing)) return;
        Journal.replace(
                file,
                List.of(
                        FeedUpdate.newBuilder()
                                .setWelcome(Welcome.newBuilder().setIncarnation(from))
                                .build(),
                        FeedUpdate.newBuilder().setRouting(routing).build()));
    }

    private boolean put(String from, Routing routing) {
        try {
            sink.publish(RoutingTable.of(routing));
        } catch (IllegalArgumentException e) {
            log.atError()
                    .addKeyValue("version", routing.getVersion())
                    .setCause(e)
                    .log("routing table cannot be used");
            return false;
        }
        incarnation = from;
        version = routing.getVersion();
        return true;
    }
}
