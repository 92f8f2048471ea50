package dev.berth.proxy.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static Candidate at(long head, int inFlight) {
        return new Candidate("at-" + head, "", true, "", head, 0, inFlight);
    }

    private static final Candidate DOWN = new Candidate("down", "refuses connections", false, "", 100, 0, 0);

    private static Need read(int maxLag, long bestHead, int tried) {
        return new Need(true, true, maxLag, bestHead, -1, tried);
    }

    private static List<Long> spread(Need need, List<Candidate> candidates) {
        return IntStream.range(0, candidates.size())
                .mapToObj(index -> LongStream.range(0, 1_000)
                        .filter(seed -> Selection.choose(need, candidates, seed) instanceof Choice.Chosen chosen
                                && chosen.index() == index)
                        .count())
                .toList();
    }

    @Test
    void equalMembersShareEqually() {
        var spread = spread(read(0, 100, -1), List.of(at(100, 1), at(100, 1), at(100, 1), at(100, 1)));
        assertThat(spread).allSatisfy(count -> assertThat(count).isBetween(180L, 320L));
    }

    @Test
    void ofTwoTheLessBusyIsTaken() {
        assertThat(spread(read(0, 100, -1), List.of(at(100, 9), at(100, 2)))).containsExactly(0L, 1_000L);
    }

    @Test
    void aMemberBehindGetsNothingWhileAnotherIsAtTheHead() {
        assertThat(spread(read(0, 100, -1), List.of(at(99, 0), at(100, 50)))).containsExactly(0L, 1_000L);
    }

    @Test
    void aMemberWithinTheLagServesWhenNobodyElseCan() {
        assertThat(Selection.choose(read(5, 100, -1), List.of(DOWN, at(96, 0)), 1))
                .isEqualTo(new Choice.Chosen(1, false));
    }

    @Test
    void nobodyServesReadsFromTooFarBehindAndTheReasonsSaySo() {
        assertThat(Selection.choose(read(5, 100, -1), List.of(DOWN, at(90, 0)), 1))
                .isEqualTo(
                        new Choice.Nobody(Map.of("down", "refuses connections", "at-90", "10 blocks behind"), false));
    }

    @Test
    void theOneThatWasTriedIsNotTakenAgain() {
        assertThat(Selection.choose(read(0, 100, 0), List.of(at(100, 0), at(90, 9)), 1))
                .isEqualTo(new Choice.Chosen(1, false));
    }

    @Test
    void withoutReplicationTheFirstUsableIsThePrimary() {
        var need = new Need(false, true, 0, 100, -1, -1);
        assertThat(Selection.choose(need, List.of(DOWN, at(3, 99), at(100, 0)), 1))
                .isEqualTo(new Choice.Chosen(1, false));
    }

    @Test
    void whenAllAreEjectedThoseThatAreMerelySlowGetAFewCalls() {
        var slow = new Candidate("slow", "answers too late", true, "", 100, 0, 15);
        var slowAndBusy = new Candidate("busy", "answers too late", false, "", 100, 0, 16);
        assertThat(Selection.choose(read(5, 100, -1), List.of(DOWN, slow), 1)).isEqualTo(new Choice.Chosen(1, false));
        assertThat(Selection.choose(read(5, 100, -1), List.of(slow, at(100, 99)), 1))
                .isEqualTo(new Choice.Chosen(1, false));
        assertThat(Selection.choose(read(5, 100, -1), List.of(DOWN, slowAndBusy), 1))
                .isEqualTo(new Choice.Nobody(Map.of("down", "refuses connections", "busy", "answers too late"), false));
    }

    @Test
    void oneThatHasEnoughToDoIsPassedOverAndWhenAllHaveItIsWorthWaiting() {
        var full = new Candidate("full", "", true, "has enough to do", 100, 0, 9);
        assertThat(Selection.choose(read(5, 100, -1), List.of(full, at(100, 99)), 1))
                .isEqualTo(new Choice.Chosen(1, true));
        assertThat(Selection.choose(read(5, 100, -1), List.of(full, DOWN), 1))
                .isEqualTo(new Choice.Nobody(Map.of("full", "has enough to do", "down", "refuses connections"), true));
    }

    @Test
    void anOldBlockIsAskedOfThoseThatHaveItWhereverTheirHeadIs() {
        var full = new Candidate("full", "", true, "", 1_000, 872, 0);
        var archive = new Candidate("archive", "", true, "", 990, 0, 9);
        assertThat(spread(new Need(true, false, 5, 1_000, 10, -1), List.of(full, archive)))
                .containsExactly(0L, 1_000L);
        assertThat(spread(new Need(true, false, 5, 1_000, 900, -1), List.of(full, archive)))
                .containsExactly(1_000L, 0L);
    }

    @Test
    void whenThoseThatHaveItAreDownTheOthersAreNotAskedAndWhenNobodyHasItAllMaySaySo() {
        var full = new Candidate("full", "", true, "", 1_000, 872, 0);
        var lost = new Candidate("archive", "refuses connections", false, "", 990, 0, 0);
        assertThat(Selection.choose(new Need(true, false, 5, 1_000, 10, -1), List.of(full, lost), 1))
                .isEqualTo(new Choice.Nobody(
                        Map.of("full", "has nothing before block 872", "archive", "refuses connections"), false));
        assertThat(Selection.choose(new Need(true, false, 5, 1_000, 10, -1), List.of(full), 1))
                .isEqualTo(new Choice.Chosen(0, false));
    }
}
