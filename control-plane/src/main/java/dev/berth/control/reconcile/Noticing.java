package dev.berth.control.reconcile;

import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.UnitSeen;
import dev.berth.control.template.UnitPlan;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.UnitState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a host says of one node, compared with what was known before: pure. A unit that was running and is not
 * any more, though it should be, is an unexpected end, and decides when the node is tried again.
 *
 * @param units those that differ from what is stored
 * @param seen when it differs from what is stored
 */
record Noticing(List<UnitSeen> units, Optional<NodeSeen> seen, List<UnexpectedEnd> ends) {
    private static final int KILLED = 128 + 9;

    /**
     * A unit that ended by itself, and how, in words.
     *
     * @param killed it had no chance to end in good order
     */
    record UnexpectedEnd(UnitPlan unit, String how, boolean vanished, boolean outOfMemory, boolean killed) {}

    static Noticing of(WantedNode wanted, List<UnitObservation> observed, Instant now) {
        var units = new ArrayList<UnitSeen>();
        var ends = new ArrayList<UnexpectedEnd>();
        for (UnitPlan plan : wanted.plan().orElseThrow().units()) {
            Optional<UnitSeen> before = wanted.unit(plan.name().unit());
            Optional<UnitObservation> found = observed.stream()
                    .filter(unit -> unit.name().equals(plan.name()))
                    .findFirst();
            UnitSeen after = seen(plan, before, found, now);
            if (before.isEmpty() && found.isEmpty()) continue;
            if (before.filter(known -> same(known, after)).isEmpty()) units.add(after);
            boolean ran = before.map(UnitSeen::state).orElse(UnitSeen.State.ABSENT) == UnitSeen.State.RUNNING;
            if (ran && after.state() != UnitSeen.State.RUNNING && wanted.shouldRun()) ends.add(end(plan, found));
        }
        return new Noticing(units, ends.isEmpty() ? Optional.empty() : Optional.of(afterEnd(wanted, ends, now)), ends);
    }

    private static UnexpectedEnd end(UnitPlan plan, Optional<UnitObservation> found) {
        boolean outOfMemory = found.map(UnitObservation::state).orElse(null) instanceof UnitState.Exited exited
                && exited.outOfMemory();
        boolean killed = outOfMemory
                || Objects.equals(exitCode(found.map(UnitObservation::state).orElse(null)), KILLED);
        return new UnexpectedEnd(plan, how(found), found.isEmpty(), outOfMemory, killed);
    }

    private static UnitSeen seen(
            UnitPlan plan, Optional<UnitSeen> before, Optional<UnitObservation> found, Instant now) {
        UnitState state = found.map(UnitObservation::state).orElse(null);
        return new UnitSeen(
                plan.name().unit(),
                Math.toIntExact(plan.name().generation()),
                switch (state) {
                    case null -> UnitSeen.State.ABSENT;
                    case UnitState.Created _ -> UnitSeen.State.CREATED;
                    case UnitState.Running _ -> UnitSeen.State.RUNNING;
                    case UnitState.Exited _ -> UnitSeen.State.EXITED;
                },
                found.map(Noticing::addresses).orElse(Map.of()),
                exitCode(state),
                state instanceof UnitState.Exited exited && exited.outOfMemory(),
                startedAt(state, before),
                state instanceof UnitState.Exited exited
                        ? exited.at().or(() -> before.map(UnitSeen::finishedAt)).orElse(now)
                        : null,
                starts(state, before),
                before.map(UnitSeen::lastLog).orElse(null),
                now);
    }

    private static @Nullable Integer exitCode(@Nullable UnitState state) {
        return state instanceof UnitState.Exited exited && exited.exit() instanceof UnitState.Exit.Code(int code)
                ? (Integer) code
                : null;
    }

    private static int starts(@Nullable UnitState state, Optional<UnitSeen> before) {
        int starts = before.map(UnitSeen::starts).orElse(0);
        boolean again = state instanceof UnitState.Running running
                && !running.startedAt().equals(before.map(UnitSeen::startedAt).orElse(null));
        return again ? starts + 1 : starts;
    }

    private static @Nullable Instant startedAt(@Nullable UnitState state, Optional<UnitSeen> before) {
        return state instanceof UnitState.Running running
                ? running.startedAt()
                : before.map(UnitSeen::startedAt).orElse(null);
    }

    private static Map<String, String> addresses(UnitObservation unit) {
        var addresses = new HashMap<String, String>();
        unit.bindings().forEach(binding -> addresses.put(binding.port(), binding.hostIp() + ":" + binding.hostPort()));
        return addresses;
    }

    private static boolean same(UnitSeen a, UnitSeen b) {
        return a.generation() == b.generation()
                && a.state() == b.state()
                && a.addresses().equals(b.addresses())
                && Objects.equals(a.startedAt(), b.startedAt())
                && Objects.equals(a.exitCode(), b.exitCode());
    }

    private static String how(Optional<UnitObservation> found) {
        UnitState state = found.map(UnitObservation::state).orElse(null);
        return switch (state) {
            case null -> "was removed behind our back";
            case UnitState.Exited exited -> {
                String end = switch (exited.exit()) {
                    case UnitState.Exit.Code(int code)
                    when code > 128 && code < 128 + 65 -> "was ended by signal " + (code - 128);
                    case UnitState.Exit.Code(int code) -> "ended with code " + code;
                    case UnitState.Exit.Unknown(String why) -> "ended; its exit code is not known: " + why;
                };
                yield exited.outOfMemory() ? end + ", for want of memory" : end;
            }
            case UnitState.Created _, UnitState.Running _ -> "was made anew behind our back";
        };
    }

    /** How long those units had run that ended, since they were seen to: the clock that tells when they began is their host's. */
    private static Duration ran(WantedNode wanted, List<UnexpectedEnd> ends, Instant now) {
        return ends.stream()
                .flatMap(end -> wanted.unit(end.unit().name().unit()).stream())
                .map(unit -> Duration.between(unit.observedAt(), now))
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static NodeSeen afterEnd(WantedNode wanted, List<UnexpectedEnd> ends, Instant now) {
        Optional<NodeSeen> last = wanted.current();
        int attempts =
                last.map(seen -> ExitRule.left(seen.attempts(), seen.ready() ? ran(wanted, ends, now) : Duration.ZERO))
                                .orElse(0)
                        + 1;
        boolean givenUp = ExitRule.givenUp(attempts);
        UnexpectedEnd end = ends.getFirst();
        String reason = end.unit().name().unit() + " " + end.how();
        return wanted.down(
                new NodeSeen.Condition("runs", false, reason),
                attempts,
                givenUp ? null : now.plus(ExitRule.pause(attempts)),
                givenUp ? "CRASH_LOOP" : null,
                givenUp ? reason + "; " + attempts + " times without a good stretch in between" : null,
                now);
    }
}
