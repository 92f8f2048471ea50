package dev.berth.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.database.MigrateDatabase;
import dev.berth.control.node.PlatformInTest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of two control planes one acts (F26), by the role that they log in as. */
class LeadershipTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PlatformInTest platform = new PlatformInTest();
    private DatabaseLogin login;

    @BeforeEach
    void open() {
        login = MigrateDatabase.run(new DatabaseLogin(platform.url(), "postgres", ""), "application");
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private CompletableFuture<Leadership> taking() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return Leadership.take(login);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    @Test
    void theSecondWaitsForAsLongAsTheFirstIsHeardAndComesAfterItsEnd() throws Exception {
        try (Leadership first = Leadership.take(login)) {
            var second = taking();
            await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> first.held() && !second.isDone());
            first.close();
            try (Leadership next = second.join()) {
                assertThat(next.epoch()).isGreaterThan(first.epoch());
                await().atMost(PATIENCE).until(() -> !first.held());
                assertThat(next.held()).isTrue();
            }
        }
    }

    @Test
    void oneThatIsSilentLosesTheLockAndNoticesOnceItSpeaksAgain() throws Exception {
        try (Leadership frozen = Leadership.take(login)) {
            assertThat(frozen.held()).isTrue();
            platform.database.doAsPlatform(
                    tx -> tx.execute("update control_plane_epoch set last_seen = now() - interval '11 seconds'"));
            try (Leadership next = taking().join()) {
                assertThat(next.epoch()).isGreaterThan(frozen.epoch());
                await().atMost(PATIENCE).until(() -> !frozen.held());
                assertThat(next.held()).isTrue();
            }
        }
    }
}
