package dev.berth.control.reconcile;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.template.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From a probe to what is known of a node: each of the template's conditions, met or not, and READY once all are met
 * without a break for as long as the template says. One lagging probe loses nothing: READY ends when some condition has
 * been unmet for {@link #LOST_AFTER}.
 */
final class ReadinessRule {
    static final Duration LOST_AFTER = Duration.ofSeconds(3);

    private ReadinessRule() {}

    /** @param reference the highest head that is independent of this node; empty: there is none to compare with */
    static NodeSeen of(
            Readiness rule, Optional<NodeSeen> before, ProbeResult probe, Optional<Long> reference, Instant now) {
        Optional<NodeSeen> last = before.filter(seen -> seen.generation() == probe.generation());
        Long head =
                probe.head() != null ? probe.head() : last.map(NodeSeen::head).orElse(null);
        Instant headAt = headAt(last, probe, now);
        List<NodeSeen.Condition> conditions = conditions(rule, probe, headAt, reference, now);
        boolean met = conditions.stream().allMatch(NodeSeen.Condition::met);
        Instant metSince = met ? since(last.map(NodeSeen::metSince), now) : null;
        Instant unmetSince = met ? null : since(last.map(NodeSeen::unmetSince), now);
        boolean wasReady = last.map(NodeSeen::ready).orElse(false);
        boolean ready = met
                ? wasReady || lasted(Objects.requireNonNull(metSince), now, Duration.ofSeconds(rule.forSeconds()))
                : wasReady && !lasted(Objects.requireNonNull(unmetSince), now, LOST_AFTER);
        return new NodeSeen(
                probe.generation(),
                probe.answers(),
                head,
                headAt,
                probe.peers(),
                last.map(NodeSeen::progress).orElse(JsonNodeFactory.instance.objectNode()),
                conditions,
                metSince,
                unmetSince,
                ready,
                last.map(NodeSeen::failureCode).orElse(null),
                last.map(NodeSeen::failureReason).orElse(null),
                null,
                last.map(NodeSeen::attempts).orElse(0),
                now);
    }

    /** Now, unless it has been so before; a clock that jumped back makes no time to come of that. */
    private static Instant since(Optional<Instant> before, Instant now) {
        return before.filter(then -> !then.isAfter(now)).orElse(now);
    }

    private static boolean lasted(Instant since, Instant now, Duration atLeast) {
        return Duration.between(since, now).compareTo(atLeast) >= 0;
    }

    private static @Nullable Instant headAt(Optional<NodeSeen> last, ProbeResult probe, Instant now) {
        if (probe.head() == null) return last.map(NodeSeen::headAt).orElse(null);
        if (probe.headTime() != null) return probe.headTime();
        boolean moved = !probe.head().equals(last.map(NodeSeen::head).orElse(null));
        return moved ? now : last.map(NodeSeen::headAt).orElse(now);
    }

    private static List<NodeSeen.Condition> conditions(
            Readiness rule, ProbeResult probe, @Nullable Instant headAt, Optional<Long> reference, Instant now) {
        var conditions = new ArrayList<NodeSeen.Condition>();
        conditions.add(new NodeSeen.Condition(
                "answers", probe.answers(), probe.silence().orElse("answers")));
        probe.wrongChain().ifPresent(why -> conditions.add(new NodeSeen.Condition("identity", false, why)));
        probe.engineRefuses()
                .ifPresent(why -> conditions.add(new NodeSeen.Condition(NodeSeen.ENGINE_AUTH, false, why)));
        conditions.add(syncing(rule.syncing(), probe));
        conditions.add(headAge(rule.headAge(), headAt, now));
        conditions.add(behind(rule.behindReference(), probe, reference));
        conditions.add(peers(rule.peers(), probe));
        return conditions;
    }

    private static NodeSeen.Condition syncing(Readiness.Syncing rule, ProbeResult probe) {
        if (rule.mustBe() == null) return none("syncing", rule.none());
        if (probe.syncing() == null) return new NodeSeen.Condition("syncing", false, "not known");
        return new NodeSeen.Condition(
                "syncing", probe.syncing().equals(rule.mustBe()), probe.syncing() ? "is syncing" : "is not syncing");
    }

    private static NodeSeen.Condition headAge(Readiness.HeadAge rule, @Nullable Instant headAt, Instant now) {
        Integer max = rule.maxSeconds();
        if (max == null) return none("head age", rule.none());
        if (headAt == null) return new NodeSeen.Condition("head age", false, "no head yet");
        long age = Math.max(0, Duration.between(headAt, now).toSeconds());
        return new NodeSeen.Condition("head age", age <= max, age + " s (at most " + max + " s)");
    }

    private static NodeSeen.Condition behind(
            Readiness.BehindReference rule, ProbeResult probe, Optional<Long> reference) {
        Integer max = rule.maxBlocks();
        if (max == null) return none("behind reference", rule.none());
        if (probe.head() == null) return new NodeSeen.Condition("behind reference", false, "no head yet");
        if (reference.isEmpty())
            return rule.reference() == Readiness.Reference.POOL
                    ? new NodeSeen.Condition("behind reference", true, "no other member to compare with")
                    : new NodeSeen.Condition("behind reference", false, "no independent node of the network answers");
        long behind = Math.max(0, reference.get() - probe.head());
        return new NodeSeen.Condition("behind reference", behind <= max, behind + " blocks (at most " + max + ")");
    }

    private static NodeSeen.Condition peers(Readiness.Peers rule, ProbeResult probe) {
        Integer min = rule.min();
        if (min == null) return none("peers", rule.none());
        if (probe.peers() == null) return new NodeSeen.Condition("peers", false, "not known");
        return new NodeSeen.Condition("peers", probe.peers() >= min, probe.peers() + " (at least " + min + ")");
    }

    private static NodeSeen.Condition none(String condition, @Nullable String why) {
        return new NodeSeen.Condition(
                condition, true, "not asked: " + Objects.requireNonNullElse(why, "no reason given"));
    }
}
