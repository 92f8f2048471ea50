package dev.berth.proxy.feed;

import dev.berth.contract.v1.DeniedChunk;
import dev.berth.contract.v1.FeedUpdate;
import dev.berth.contract.v1.Welcome;
import dev.berth.proxy.access.AccessHolder;
import dev.berth.proxy.access.KeyId;
import dev.berth.proxy.journal.Journal;
import dev.berth.proxy.journal.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The denied keys and their log on disk. It only grows, whichever database the keys came from; versions are one database's. */
final class DeniedState implements AutoCloseable {
    private final AccessHolder holder;
    private final Journal journal;
    private String incarnation = "";
    private long version;

    private DeniedState(AccessHolder holder, Journal journal) {
        this.holder = holder;
        this.journal = journal;
    }

    static DeniedState open(Path file, AccessHolder holder) throws IOException {
        var state = new DeniedState(holder, Journal.append(file));
        Reading reading = Journal.read(file, state::replay);
        if (reading instanceof Reading.Damaged damaged) {
            SetAside.file(file, damaged.what());
            state.incarnation = ""; // so that the feed tells all of them again
        }
        state.journal.cutOff(reading.bytes());
        return state;
    }

    /** The version that is applied, of that incarnation's. */
    long version(String of) {
        return of.equals(incarnation) ? version : 0;
    }

    void welcome(String from) throws IOException {
        if (from.equals(incarnation)) return;
        write(FeedUpdate.newBuilder().setWelcome(Welcome.newBuilder().setIncarnation(from)));
        incarnation = from;
        version = 0;
    }

    /** In force when this returns; callable from any thread. */
    void deny(DeniedChunk chunk) {
        List<KeyId> keys = new ArrayList<>(chunk.getKeyIdsCount());
        for (String key : chunk.getKeyIdsList()) if (!key.isEmpty()) keys.add(new KeyId(key));
        holder.current().deny(keys);
    }

    /** In force when this returns, and kept. */
    void apply(DeniedChunk chunk) throws IOException {
        deny(chunk);
        write(FeedUpdate.newBuilder().setDenied(chunk));
        version = chunk.getVersion();
    }

    private void replay(ByteBuffer stored) throws IOException {
        FeedUpdate update = FeedUpdate.parseFrom(stored);
        if (update.hasWelcome()) {
            incarnation = update.getWelcome().getIncarnation();
            version = 0;
        } else {
            deny(update.getDenied());
            version = update.getDenied().getVersion();
        }
    }

    private void write(FeedUpdate.Builder update) throws IOException {
        journal.write(update.build());
        journal.force();
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
