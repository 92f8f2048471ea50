package dev.berth.control.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.berth.control.secret.KeyId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many bad API keys are looked up in a minute, per address and in all. Beyond it only keys that were good lately are
 * looked up, so that guessing costs the guesser alone.
 */
final class FailureBudget {
    private static final int PER_ADDRESS = 30;
    private static final int IN_ALL = 1_000;
    private static final String ALL = "";

    private final Cache<String, AtomicInteger> failures;
    private final Cache<KeyId, Boolean> knownGood;

    FailureBudget(Ticker ticker) {
        this.failures = Caffeine.newBuilder()
                .ticker(ticker)
                .maximumSize(10_000)
                .expireAfterWrite(Duration.ofMinutes(1))
                .build();
        this.knownGood = Caffeine.newBuilder()
                .ticker(ticker)
                .maximumSize(10_000)
                .expireAfterAccess(Duration.ofHours(1))
                .build();
    }

    boolean allows(String address, KeyId key) {
        return (count(address).get() < PER_ADDRESS && count(ALL).get() < IN_ALL) || knownGood.getIfPresent(key) != null;
    }

    void succeeded(KeyId key) {
        knownGood.put(key, true);
    }

    void failed(String address) {
        count(address).incrementAndGet();
        count(ALL).incrementAndGet();
    }

    private AtomicInteger count(String address) {
        return failures.get(address, _ -> new AtomicInteger());
    }
}
