package dev.berth.control.feed;

import dev.berth.contract.v1.Heads;
import dev.berth.contract.v1.TargetHead;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest block of each target that callers of any connected proxy were told of, so that each proxy may be told what the
 * others said. In memory only: a proxy says it again on each stream.
 */
final class ToldHeads {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Map<UUID, Map<String, Long>> byProxy = new HashMap<>();
    private final Map<String, Best> best = new HashMap<>();
    private long changes;

    /** @param change which of all changes brought it */
    private record Best(long height, long change) {}

    /** What a proxy is to be told, as of a change. */
    record News(long change, Heads heads) {}

    void told(UUID proxy, Heads heads) {
        lock.lock();
        try {
            Map<String, Long> its = byProxy.computeIfAbsent(proxy, _ -> new HashMap<>());
            for (TargetHead head : heads.getTargetsList()) {
                its.put(head.getTargetId(), head.getHeight());
                changed(head.getTargetId());
            }
        } finally {
            lock.unlock();
        }
    }

    void left(UUID proxy) {
        lock.lock();
        try {
            Map<String, Long> its = byProxy.remove(proxy);
            if (its != null) its.keySet().forEach(this::changed);
        } finally {
            lock.unlock();
        }
    }

    private void changed(String target) {
        long height = byProxy.values().stream()
                .mapToLong(its -> its.getOrDefault(target, -1L))
                .max()
                .orElse(-1);
        Best before = best.get(target);
        if (height < 0) {
            best.remove(target);
        } else if (before == null || before.height != height) {
            best.put(target, new Best(height, ++changes));
            moved.signalAll();
        }
    }

    /** Waits until something changed after {@code known}, or that long, and returns what others told and this proxy did not. */
    News awaitAfter(long known, UUID proxy, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (changes == known && left > 0) left = moved.awaitNanos(left);
            Map<String, Long> its = byProxy.getOrDefault(proxy, Map.of());
            var news = Heads.newBuilder();
            best.forEach((target, head) -> {
                if (head.change > known && head.height > its.getOrDefault(target, -1L))
                    news.addTargets(TargetHead.newBuilder().setTargetId(target).setHeight(head.height));
            });
            return new News(changes, news.build());
        } finally {
            lock.unlock();
        }
    }
}
