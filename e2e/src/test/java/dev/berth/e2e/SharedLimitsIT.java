package dev.berth.e2e;

import static dev.berth.e2e.LimitedProxies.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import dev.berth.e2e.LimitedProxies.OneProxy;
import dev.berth.e2e.LimitedProxies.Served;
import dev.berth.proxy.limit.Allowance;
import dev.berth.proxy.limit.HolderAllowance;
import dev.berth.proxy.limit.OverLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Limits over several proxies, of a tenant that asks ten times as much as it may. */
class SharedLimitsIT {
    private static final int LIMIT = 200;
    private static final Allowance ALLOWED = new Allowance(LIMIT, 0, 0, 0, 0);
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final double[] EVEN = {1 / 3.0, 1 / 3.0, 1 / 3.0};
    private static final double[] UNEVEN = {0.9, 0.05, 0.05};
    private static final double[] ONE_ALONE = {1, 0, 0};

    @TempDir
    Path folder;

    private LimitedProxies world;
    private List<OneProxy> three;
    private final String endpoint = LimitedProxies.anyEndpoint();

    @BeforeEach
    void start() throws IOException {
        world = new LimitedProxies(folder);
        three = List.of(world.start(), world.start(), world.start());
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
    }

    private Served tenfold(String what, double[] split, Duration during) {
        Served served = offer(three, endpoint, ALLOWED, 10 * LIMIT, split, during);
        System.out.printf(
                "%s: %.1f per second of %d, by proxy %s in %d ms%n",
                what, served.perSecond(), LIMIT, served.byProxy(), served.in().toMillis());
        return served;
    }

    /** In a short time what stood in a bucket while this machine had other things to do counts too. */
    private static void assertNotOver(Served served) {
        double most = LIMIT * 1.02 * served.in().toNanos() / 1e9 + LIMIT * 0.2;
        assertThat((double) served.all()).isLessThan(most);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatIsLetThroughIsTheLimitHoweverCallsAreSplit() {
        tenfold("settling", EVEN, Duration.ofSeconds(7));
        assertThat(tenfold("even", EVEN, WINDOW).perSecond()).isCloseTo(LIMIT, withinPercentage(2));
        assertNotOver(tenfold("from even to 90/5/5", UNEVEN, Duration.ofSeconds(2)));
        assertThat(tenfold("90/5/5", UNEVEN, WINDOW).perSecond()).isCloseTo(LIMIT, withinPercentage(2));
        assertNotOver(tenfold("from 90/5/5 to one", ONE_ALONE, Duration.ofSeconds(2)));
        assertThat(tenfold("one alone", ONE_ALONE, WINDOW).perSecond()).isCloseTo(LIMIT, withinPercentage(2));
        assertNotOver(tenfold("from one to even", EVEN, Duration.ofSeconds(2)));
        assertThat(tenfold("even again", EVEN, WINDOW).perSecond()).isCloseTo(LIMIT, withinPercentage(2));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void twiceTheLimitSplitNinetyToFiveToFiveIsFollowedToo() {
        offer(three, endpoint, ALLOWED, 2 * LIMIT, UNEVEN, Duration.ofSeconds(7));
        Served served = offer(three, endpoint, ALLOWED, 2 * LIMIT, UNEVEN, WINDOW);
        System.out.printf(
                "twice, 90/5/5: %.1f per second of %d, by proxy %s%n", served.perSecond(), LIMIT, served.byProxy());
        assertThat(served.perSecond()).isCloseTo(LIMIT, withinPercentage(2));
        assertThat(served.byProxy().getFirst())
                .isGreaterThan(3 * served.byProxy().get(1));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void withoutAControlPlaneEachProxyHasItsEqualPartAndNeverMoreThanTheLimitTogether() throws IOException {
        tenfold("settling", ONE_ALONE, Duration.ofSeconds(8));
        world.loseControlPlane();
        for (int i = 0; i < 5; i++) {
            Served served = tenfold("control plane lost, " + 2 * i + " s ago", EVEN, Duration.ofSeconds(2));
            assertNotOver(served);
        }
        Served lasting = tenfold("lost for long, one alone", ONE_ALONE, WINDOW);
        assertThat(lasting.perSecond()).isCloseTo(LIMIT / 3.0, withinPercentage(2));
        tenfold("the idle ones have a burst", EVEN, Duration.ofSeconds(2));
        assertThat(tenfold("lost for long, even", EVEN, WINDOW).perSecond()).isCloseTo(LIMIT, withinPercentage(2));
        world.sql("update proxy set last_seen = last_seen - interval '1 minute'");
        world.returnControlPlane();
        assertNotOver(tenfold("it is back after a minute, even", EVEN, Duration.ofSeconds(8)));
        assertNotOver(tenfold("one alone", ONE_ALONE, Duration.ofSeconds(12)));
        Served alone = tenfold("one alone again", ONE_ALONE, WINDOW);
        assertNotOver(alone);
        assertThat(alone.perSecond()).isCloseTo(LIMIT, withinPercentage(5)); // the idle ones keep a little
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aProxyThatComesOrLeavesChangesShares() throws IOException {
        tenfold("settling", EVEN, Duration.ofSeconds(7));
        var four = new ArrayList<>(three);
        four.add(world.start());
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> Files.readString(folder.resolve("proxy-4").resolve("proxies"))
                        .equals("4"));
        double[] quarters = {0.25, 0.25, 0.25, 0.25};
        Served coming = offer(four, endpoint, ALLOWED, 10 * LIMIT, quarters, WINDOW);
        System.out.printf("a fourth came: %.1f per second, by proxy %s%n", coming.perSecond(), coming.byProxy());
        assertThat(coming.perSecond()).isBetween(LIMIT * 0.9, LIMIT * 1.035); // a second's worth of its bucket beyond
        Served together = offer(four, endpoint, ALLOWED, 10 * LIMIT, quarters, WINDOW);
        System.out.printf("four: %.1f per second, by proxy %s%n", together.perSecond(), together.byProxy());
        assertThat(together.perSecond()).isCloseTo(LIMIT, withinPercentage(2));
        four.getLast().stop();
        assertNotOver(tenfold("the fourth has stopped", EVEN, Duration.ofSeconds(2)));
        assertThat(tenfold("three again", EVEN, WINDOW).perSecond()).isCloseTo(LIMIT, withinPercentage(2));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aDaysLimitIsNeverPassedByEightProxiesThatTakeAtOnce() throws Exception {
        var eight = new ArrayList<>(three);
        for (int i = 0; i < 5; i++) eight.add(world.start());
        String capped = world.endpoint("capped", 1_000);
        var allowance = new Allowance(0, 0, 0, 1_000, 0);
        var served = new AtomicInteger();
        var takers = new ArrayList<Thread>();
        for (OneProxy proxy : eight) {
            takers.add(Thread.ofPlatform().start(() -> {
                for (int known = 0; known < 12_500; ) {
                    OverLimit over = proxy.take(capped, allowance);
                    if (over == null) served.incrementAndGet();
                    if (over == null || over.isKnown()) known++;
                    else LockSupport.parkNanos(100_000);
                }
            }));
        }
        for (Thread taker : takers) taker.join();
        System.out.printf("day of 1000, 8 proxies, 100000 takes at once: %d served%n", served.get());
        assertThat(served).hasValueLessThanOrEqualTo(1_000);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            for (OneProxy proxy : eight) if (proxy.take(capped, allowance) == null) served.incrementAndGet();
            return served.get() >= 1_000;
        });
        world.loseControlPlane();
        world.returnControlPlane();
        eight.getFirst().die();
        OneProxy again = world.restart(1);
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).until(() -> {
            for (OneProxy proxy : eight.subList(1, 8))
                if (proxy.take(capped, allowance) == null) served.incrementAndGet();
            if (again.take(capped, allowance) == null) served.incrementAndGet();
            return served.get() == 1_000;
        });
        again.stop();
        assertThat(world.sql("select granted from day_grant where of_id = '" + capped + "'"))
                .isEqualTo("1000");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void theDayOfATokensHolderHoldsOverAllProxiesAndRestarts() throws IOException {
        String open = world.endpoint("open", 0);
        var holder = new HolderAllowance(open + ".0123456789abcdef01234567", new Allowance(0, 0, 0, 50, 0));
        var another = new HolderAllowance(open + ".76543210fedcba9876543210", new Allowance(0, 0, 0, 50, 0));
        var served = new AtomicInteger();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            for (OneProxy proxy : three) if (proxy.take(open, holder) == null) served.incrementAndGet();
            return served.get() >= 50;
        });
        three.getFirst().stop();
        OneProxy again = world.restart(1);
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(10)).until(() -> {
            for (OneProxy proxy : three.subList(1, 3)) if (proxy.take(open, holder) == null) served.incrementAndGet();
            if (again.take(open, holder) == null) served.incrementAndGet();
            return served.get() == 50;
        });
        await().atMost(Duration.ofSeconds(10)).until(() -> again.take(open, another) == null);
        again.stop();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void withNeitherStockNorControlPlaneADaysLimitRefusesAndSaysThatItDoesNotKnow() throws IOException {
        String capped = world.endpoint("unknown", 1_000);
        var allowance = new Allowance(0, 0, 0, 1_000, 0);
        OneProxy proxy = three.getFirst();
        await().atMost(Duration.ofSeconds(10)).until(() -> proxy.take(capped, allowance) == null);
        world.loseControlPlane();
        await().atMost(Duration.ofSeconds(10)).until(() -> proxy.take(capped, allowance) != null);
        assertThat(proxy.take(capped, allowance))
                .isNotNull()
                .satisfies(over -> assertThat(over.isKnown()).isFalse());
        world.returnControlPlane();
        await().atMost(Duration.ofSeconds(20)).until(() -> proxy.take(capped, allowance) == null);
    }
}
