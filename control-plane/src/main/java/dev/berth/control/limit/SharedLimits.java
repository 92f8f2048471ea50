package dev.berth.control.limit;

import dev.berth.contract.v1.Demand;
import dev.berth.contract.v1.LimitDemand;
import dev.berth.contract.v1.LimitShare;
import dev.berth.contract.v1.Shares;
import dev.berth.control.database.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what proxies that follow this control plane ask of limits. Limits per second are lent in memory, among the proxies
 * that are here; limits per day are given out of the database.
 */
public final class SharedLimits {
    private static final Logger log = LoggerFactory.getLogger(SharedLimits.class);

    private final Database database;
    private final IntSupplier proxies;
    private final LongSupplier nanos;
    private final ShareBoard board = new ShareBoard();
    private final Map<UUID, Consumer<Shares>> ways = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock(); // letters leave in the order of their numbers

    /** @param proxies how many share each limit, whichever control plane they follow */
    public SharedLimits(Database database, IntSupplier proxies, LongSupplier nanos) {
        this.database = database;
        this.proxies = proxies;
        this.nanos = nanos;
    }

    /** A proxy is here, in place of any that came as the same before; {@code way} takes letters without waiting. */
    public void came(UUID proxy, Consumer<Shares> way) {
        lock.lock();
        try {
            ways.put(proxy, way);
            board.came(proxy, nanos.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    public void left(UUID proxy, Consumer<Shares> way) {
        lock.lock();
        try {
            if (ways.remove(proxy, way)) board.left(proxy);
        } finally {
            lock.unlock();
        }
    }

    public void demanded(UUID proxy, Demand demand) {
        int sharing = Math.max(1, proxies.getAsInt());
        lock.lock();
        try {
            board.heard(proxy, demand, sharing, nanos.getAsLong()).forEach(this::send);
        } finally {
            lock.unlock();
        }
        List<LimitShare> given = give(proxy, demand);
        if (given.isEmpty()) return;
        lock.lock();
        try {
            send(board.letter(proxy, given));
        } finally {
            lock.unlock();
        }
    }

    /** What cannot be written down is not given: the proxy asks again. */
    private List<LimitShare> give(UUID proxy, Demand demand) {
        var given = new ArrayList<LimitShare>();
        for (LimitDemand asked : demand.getLimitsList()) {
            if (asked.getWanted() <= 0 && asked.getReturned() <= 0) continue;
            try {
                LimitShare share = database.asPlatform(tx -> DayGrants.give(tx, asked));
                if (asked.getWanted() > 0) given.add(share);
            } catch (RuntimeException e) {
                log.atWarn()
                        .addKeyValue("proxy", proxy)
                        .addKeyValue("limit", asked.getLimit().getOf())
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .log("a limit per day could not be given from");
            }
        }
        return given;
    }

    private void send(ShareBoard.Letter letter) {
        Consumer<Shares> way = ways.get(letter.to());
        if (way != null) way.accept(letter.shares());
    }
}
