package dev.berth.control.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.berth.control.tenant.MemberId;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many wrong sign-ins are answered: per network address, per account, and in all. Beyond it nobody is let try, but for
 * people at an address from which they signed in lately: strangers do not lock them out. Whoever has a password and guesses
 * codes is stopped wherever they are. It is kept in this process, and so is as many times as large as there are processes.
 */
public final class SignInBudget {
    private static final int PER_ADDRESS = 30;
    private static final int PER_ACCOUNT = 10;
    private static final int CODES = 10;
    private static final int IN_ALL = 1_000;
    private static final String ALL = "";

    private final Cache<String, AtomicInteger> byAddress;
    private final Cache<String, AtomicInteger> byAccount;
    private final Cache<String, AtomicInteger> codes;
    private final Cache<KnownAt, Boolean> knownGood;

    private record KnownAt(String account, String address) {}

    public SignInBudget(Ticker ticker) {
        this.byAddress = counts(ticker, Duration.ofMinutes(1));
        this.byAccount = counts(ticker, Duration.ofMinutes(10));
        this.codes = counts(ticker, Duration.ofMinutes(10));
        this.knownGood = Caffeine.newBuilder()
                .ticker(ticker)
                .maximumSize(10_000)
                .expireAfterAccess(Duration.ofDays(30))
                .build();
    }

    boolean allows(String address, String account) {
        return allows(address)
                && (count(byAccount, name(account)) < PER_ACCOUNT
                        || knownGood.getIfPresent(new KnownAt(name(account), address)) != null);
    }

    /** Whether this address may try at all. */
    public boolean allows(String address) {
        return count(byAddress, address) < PER_ADDRESS && count(byAddress, ALL) < IN_ALL;
    }

    /** Whether who has the password, or a session, may try a code, or the password. */
    public boolean allowsCode(MemberId member) {
        return count(codes, member.toString()) < CODES;
    }

    void succeeded(String address, String account) {
        knownGood.put(new KnownAt(name(account), address), true);
    }

    /** How many wrong ones this makes for the account lately. */
    int failed(String address, String account) {
        failed(address);
        return add(byAccount, name(account));
    }

    public void failed(String address) {
        add(byAddress, address);
        add(byAddress, ALL);
    }

    /** How many wrong ones this makes lately. */
    public int failedCode(MemberId member) {
        return add(codes, member.toString());
    }

    private static String name(String account) {
        return account.toLowerCase(Locale.ROOT);
    }

    private static int count(Cache<String, AtomicInteger> counts, String of) {
        AtomicInteger count = counts.getIfPresent(of);
        return count == null ? 0 : count.get();
    }

    private static int add(Cache<String, AtomicInteger> counts, String of) {
        return counts.get(of, _ -> new AtomicInteger()).incrementAndGet();
    }

    private static Cache<String, AtomicInteger> counts(Ticker ticker, Duration window) {
        return Caffeine.newBuilder()
                .ticker(ticker)
                .maximumSize(10_000)
                .expireAfterWrite(window)
                .build();
    }
}
