package dev.berth.proxy.feed;

import dev.berth.contract.v1.AccessChunk;
import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.FeedUpdate;
import dev.berth.contract.v1.Welcome;
import dev.berth.proxy.access.AccessHolder;
import dev.berth.proxy.access.AccessTable;
import dev.berth.proxy.journal.Journal;
import dev.berth.proxy.journal.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access table and its log on disk. The log holds the feed's own messages, so that a restart takes the same steps as
 * the stream did: a Welcome of another incarnation begins a new table, a Heartbeat that is not ahead of it completes it.
 * Until then the old table is served.
 */
final class AccessState implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AccessState.class);

    /** Entries that may lie in the log without need before it is rewritten. */
    private static final int SPARE = 10_000;

    private final Path file;
    private final AccessHolder holder;
    private Journal journal;
    private String incarnation = "";
    private long version;
    private @Nullable AccessTable filling;
    private long logged;
    private long needed;

    private AccessState(Path file, AccessHolder holder, Journal journal) {
        this.file = file;
        this.holder = holder;
        this.journal = journal;
    }

    static AccessState open(Path file, AccessHolder holder) throws IOException {
        var state = new AccessState(file, holder, Journal.append(file));
        state.load();
        return state;
    }

    private void load() throws IOException {
        Reading reading = Journal.read(file, this::replay);
        if (reading instanceof Reading.Damaged damaged) {
            // What stands behind the damage may have been a revocation: better to serve nothing until the feed is back.
            SetAside.file(file, damaged.what());
            holder.replace(holder.current().successor());
            incarnation = "";
            version = 0;
            filling = null;
            logged = 0;
            journal.cutOff(0);
        } else {
            journal.cutOff(reading.bytes());
        }
        compactWhenWorthwhile();
    }

    String incarnation() {
        return incarnation;
    }

    long version() {
        return version;
    }

    void welcome(String from) throws IOException {
        if (from.equals(incarnation)) return;
        write(FeedUpdate.newBuilder().setWelcome(Welcome.newBuilder().setIncarnation(from)));
        begin(from);
    }

    /** In force when this returns, and kept. */
    void apply(AccessChunk chunk) throws IOException {
        take(chunk);
        write(FeedUpdate.newBuilder().setAccess(chunk));
        version = chunk.getCompleteTo();
        compactWhenWorthwhile();
    }

    /** The control plane has nothing newer than {@code current}. */
    void heardOf(long current) throws IOException {
        if (filling == null || version < current) return;
        write(AccessLog.completion(current));
        complete();
        log.atInfo().addKeyValue("incarnation", incarnation).log("access table of another database is in force");
        compact();
    }

    private void replay(ByteBuffer stored) throws IOException {
        FeedUpdate update = FeedUpdate.parseFrom(stored);
        switch (update.getKindCase()) {
            case WELCOME -> begin(update.getWelcome().getIncarnation());
            case ACCESS -> {
                take(update.getAccess());
                logged += update.getAccess().getEntriesCount();
                version = update.getAccess().getCompleteTo();
            }
            case HEARTBEAT -> {
                complete();
                needed = logged; // as it was left when it was rewritten
            }
            case ROUTING, DENIED, SHARES, HEADS, KIND_NOT_SET ->
                throw new IOException(file + ": a record of kind " + update.getKindCase() + " (expected: access)");
        }
    }

    private void begin(String of) {
        filling = incarnation.isEmpty() ? null : holder.current().successor();
        incarnation = of;
        version = 0;
    }

    private void complete() {
        if (filling != null) holder.replace(filling);
        filling = null;
    }

    /** An entry that cannot be understood closes its key, and no other. */
    private void take(AccessChunk chunk) {
        AccessTable table = filling == null ? holder.current() : filling;
        for (AccessEntry entry : chunk.getEntriesList()) {
            try {
                table.apply(entry);
            } catch (IllegalArgumentException e) {
                log.atError().addKeyValue("key", entry.getKeyId()).setCause(e).log("access entry cannot be used");
                if (!entry.getKeyId().isEmpty()) table.apply(closed(entry));
            }
        }
    }

    private static AccessEntry closed(AccessEntry entry) {
        return AccessEntry.newBuilder()
                .setKeyId(entry.getKeyId())
                .setVersion(entry.getVersion())
                .setTombstone(true)
                .build();
    }

    private void write(FeedUpdate.Builder update) throws IOException {
        journal.write(update.build());
        journal.force();
        logged += update.getAccess().getEntriesCount();
    }

    private void compactWhenWorthwhile() throws IOException {
        if (filling == null && logged > 2 * needed + SPARE) compact();
    }

    private void compact() throws IOException {
        needed = AccessLog.compact(file, incarnation, version);
        logged = needed;
        journal.close();
        journal = Journal.append(file);
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
