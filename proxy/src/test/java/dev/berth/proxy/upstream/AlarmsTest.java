package dev.berth.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    private static final long MILLI = 1_000_000;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong clock = new AtomicLong();
    private final List<String> gone = new CopyOnWriteArrayList<>();
    private Context loop;
    private Alarms alarms;

    @BeforeEach
    void start() {
        loop = vertx.getOrCreateContext();
        alarms = onLoop(() -> new Alarms(vertx, clock::get));
    }

    @AfterEach
    void end() {
        vertx.close().await();
    }

    private <T> T onLoop(Callable<T> what) {
        var done = new CompletableFuture<T>();
        loop.runOnContext(_ -> {
            try {
                done.complete(what.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done.join();
    }

    private Alarm set(String name, long millis) {
        return onLoop(() -> {
            Alarm alarm = alarms.alarm();
            alarm.set(millis * MILLI, () -> gone.add(name));
            return alarm;
        });
    }

    private void cancel(Alarm alarm) {
        onLoop(() -> {
            alarm.cancel();
            return true;
        });
    }

    /** Long enough for each alarm that is due to have gone off. */
    private void lookedAt() {
        set("looked at", 0);
        await().pollInterval(Duration.ofMillis(1)).until(() -> gone.remove("looked at"));
    }

    @Test
    void anAlarmGoesOffOnceWhenItIsDueAndNotBefore() {
        set("early", 10);
        set("late", 50);
        lookedAt();
        assertThat(gone).isEmpty();
        clock.set(10 * MILLI);
        lookedAt();
        assertThat(gone).containsExactly("early");
        clock.set(60 * MILLI);
        lookedAt();
        assertThat(gone).containsExactly("early", "late");
    }

    @Test
    void oneThatIsCancelledDoesNotGoOffAndTheOthersDo() {
        var set = new ArrayList<Alarm>();
        for (int i = 0; i < 9; i++) set.add(set("alarm " + i, 10));
        for (int i : new int[] {0, 8, 4, 4}) cancel(set.get(i));
        clock.set(20 * MILLI);
        lookedAt();
        assertThat(gone).containsExactlyInAnyOrder("alarm 1", "alarm 2", "alarm 3", "alarm 5", "alarm 6", "alarm 7");
    }

    @Test
    void oneMayCancelAnotherThatIsDueAsWellAndSetItselfAgain() {
        onLoop(() -> {
            Alarm first = alarms.alarm();
            Alarm second = alarms.alarm();
            first.set(10 * MILLI, () -> {
                gone.add("first");
                second.cancel();
                first.set(10 * MILLI, () -> gone.add("first again"));
            });
            second.set(10 * MILLI, () -> gone.add("second"));
            return true;
        });
        clock.set(10 * MILLI);
        lookedAt();
        clock.set(20 * MILLI);
        lookedAt();
        assertThat(gone).containsExactly("first", "first again");
    }

    @Test
    void whenTheLoopWasHeldUpAnswersAreReadFirst() {
        set("alarm", 10);
        clock.set(500 * MILLI);
        lookedAt();
        assertThat(gone).isEmpty();
        clock.set(600 * MILLI);
        lookedAt();
        assertThat(gone).containsExactly("alarm");
    }
}
