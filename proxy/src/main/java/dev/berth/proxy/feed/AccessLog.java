package dev.berth.proxy.feed;

import dev.berth.contract.v1.AccessChunk;
import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.FeedUpdate;
import dev.berth.contract.v1.FeedVersions;
import dev.berth.contract.v1.Heartbeat;
import dev.berth.contract.v1.Welcome;
import dev.berth.proxy.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rewrites the log of the access table to what still says something. */
final class AccessLog {
    private static final int CHUNK = 1_000;

    private AccessLog() {}

    /** Leaves the newest entry of each key that is not a tombstone; how many that are. */
    static int compact(Path file, String incarnation, long version) throws IOException {
        Map<String, AccessEntry> newest = new HashMap<>();
        Journal.read(file, stored -> {
            FeedUpdate update = FeedUpdate.parseFrom(stored);
            if (update.hasWelcome()) newest.clear();
            for (AccessEntry entry : update.getAccess().getEntriesList()) {
                newest.merge(entry.getKeyId(), entry, AccessLog::newer);
            }
        });
        List<AccessEntry> entries = newest.values().stream()
                .filter(entry -> !entry.getTombstone())
                .sorted(Comparator.comparingLong(AccessEntry::getVersion))
                .toList();
        List<FeedUpdate> updates = new ArrayList<>();
        updates.add(FeedUpdate.newBuilder()
                .setWelcome(Welcome.newBuilder().setIncarnation(incarnation))
                .build());
        int from = 0;
        do {
            int to = Math.min(from + CHUNK, entries.size());
            updates.add(FeedUpdate.newBuilder()
                    .setAccess(AccessChunk.newBuilder()
                            .addAllEntries(entries.subList(from, to))
                            .setCompleteTo(version))
                    .build());
            from = to;
        } while (from < entries.size());
        updates.add(completion(version).build());
        Journal.replace(file, updates);
        return entries.size();
    }

    /** The mark that a table is complete. */
    static FeedUpdate.Builder completion(long current) {
        return FeedUpdate.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder()
                        .setCurrent(FeedVersions.newBuilder().setAccess(current)));
    }

    private static AccessEntry newer(AccessEntry held, AccessEntry late) {
        return late.getVersion() > held.getVersion() ? late : held;
    }
}
