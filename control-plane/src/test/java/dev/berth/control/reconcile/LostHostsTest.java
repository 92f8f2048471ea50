package dev.berth.control.reconcile;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.MovedClock;
import dev.berth.control.database.Database;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.node.PlatformInTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LostHostsTest {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration A_LITTLE = Duration.ofSeconds(30);

    private final PlatformInTest platform = new PlatformInTest();
    private final MovedClock clock = new MovedClock(platform.database.asPlatform(Database::now));
    private final LostHosts lostHosts = new LostHosts(platform.database, TEN_MINUTES);
    private final HostId silent = platform.host("silent", "process", 8000, 16 * GIB);
    private final HostId heard = platform.host("heard", "process", 8000, 16 * GIB);

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void aHostThatNobodyHearsForTenMinutesIsLostUntilItIsHeardAndThatIsSaidOnce() {
        hear(silent);
        assertThat(listen(TEN_MINUTES.minusSeconds(1))).isEmpty();
        assertThat(listen(TEN_MINUTES)).containsExactly(silent);
        assertThat(told()).singleElement().asString().startsWith("silent was heard last at ");
        platform.database.doAsPlatform(tx -> Hosts.heard(tx, List.of(silent)));
        hear(silent);
        assertThat(listen(A_LITTLE)).isEmpty();
        assertThat(told()).hasSize(1);
    }

    @Test
    void silenceWhileNobodyListenedIsNobodysFault() {
        hear(silent);
        clock.forward(Duration.ofDays(1));
        assertThat(listen(TEN_MINUTES.minusSeconds(1))).isEmpty();
        clock.forward(Duration.ofMinutes(2)); // asleep
        assertThat(listen(TEN_MINUTES.minusSeconds(1))).isEmpty();
        assertThat(listen(A_LITTLE)).containsExactly(silent);
    }

    @Test
    void aHostThatWasNeverHeardIsNotLost() {
        assertThat(listen(TEN_MINUTES.plus(TEN_MINUTES))).isEmpty();
    }

    private Set<HostId> listen(Duration length) {
        Set<HostId> lost = lostHosts.at(clock.instant());
        Instant end = clock.instant().plus(length);
        while (clock.instant().isBefore(end)) {
            Duration left = Duration.between(clock.instant(), end);
            clock.forward(left.compareTo(A_LITTLE) < 0 ? left : A_LITTLE);
            hear(heard);
            lost = lostHosts.at(clock.instant());
        }
        return lost;
    }

    private void hear(HostId host) {
        platform.database.doAsPlatform(tx -> tx.update(HOST)
                .set(HOST.OBSERVED_AT, clock.instant())
                .where(HOST.HOST_ID.eq(host.value()))
                .execute());
    }

    private List<String> told() {
        return platform.database.asPlatform(tx -> tx.select(EVENT.REASON)
                .from(EVENT)
                .where(EVENT.KIND.eq("host.lost"))
                .fetch(EVENT.REASON));
    }
}
