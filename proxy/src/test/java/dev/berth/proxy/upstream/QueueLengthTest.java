package dev.berth.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueLengthTest {
    private static final long WITHIN = 5_000_000;
    private static final long SOON = 1_000_000;
    private static final long LATE = 60_000_000;

    private final QueueLength length = new QueueLength();

    @Test
    void itBeginsWithOneGrowsWhileAnswersComeSoonAndIsBounded() {
        assertThat(length.most()).isOne();
        for (int i = 0; i < 10; i++) length.answered(i, i + SOON, WITHIN);
        assertThat(length.most()).isGreaterThan(2);
        for (int i = 0; i < 10_000; i++) length.answered(i, i + SOON, WITHIN);
        assertThat(length.most()).isEqualTo(256);
    }

    @Test
    void aNodeThatTakesItsTimeGetsNoQueueAtAll() {
        for (int i = 0; i < 100; i++) length.answered(i * LATE, (i + 1) * LATE, WITHIN);
        assertThat(length.most()).isOne();
    }

    @Test
    void callsThatWereLateTogetherAreOneReasonToShortenIt() {
        for (int i = 0; i < 60; i++) length.answered(i, i + SOON, WITHIN);
        assertThat(length.most()).isEqualTo(16);
        for (int i = 0; i < 100; i++) length.answered(100 + i, LATE + i, WITHIN);
        assertThat(length.most()).isBetween(8, 15);
    }
}
