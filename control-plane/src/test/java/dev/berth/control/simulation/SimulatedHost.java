package dev.berth.control.simulation;

import dev.berth.control.fleet.HostId;
import dev.berth.control.placement.DiskClass;
import dev.berth.control.placement.HostRoom;
import dev.berth.control.placement.Resources;
import dev.berth.control.placement.Zone;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.agent.HostStep;
import dev.berth.host.agent.StepOutcome;
import dev.berth.host.engine.CreateOutcome;
import dev.berth.host.engine.MakeOutcome;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.RemoveOutcome;
import dev.berth.host.engine.StartOutcome;
import dev.berth.host.engine.StopOutcome;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.fake.FakeEngine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A host: the scripted engine behind a fence of epochs, with faults, and the host's row. Stands in for the agent (whose
 * fence is kept on disk), for the trigger that keeps {@code host.reserved_*}, and for the query behind placement's rooms.
 */
public final class SimulatedHost {
    static final Resources ALLOCATABLE = new Resources(24_000, 160L << 30, 7_000L << 30, 0);
    private static final int PORTS = 10_000;
    static final int PORTS_EACH = 16;
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration LOST_AFTER = Duration.ofMinutes(10);

    /** What the operator wants of it. */
    enum Standing {
        ACTIVE,
        CORDONED,
        DRAINING
    }

    final HostId id;
    final String name;
    final Zone zone;
    final FakeEngine engine;
    final Set<UnitName> hung = new HashSet<>();
    private final RandomGenerator random;
    private final Flaw flaw;
    private final Clock clock;
    Standing standing = Standing.ACTIVE;
    boolean silent;
    boolean losesAnswers;
    boolean engineDown;
    Instant heardAt;
    int leases;
    Resources reserved = Resources.NONE;
    private long epoch;
    private @Nullable HostObservation seen;

    SimulatedHost(HostId id, String name, Zone zone, Clock clock, RandomGenerator random, Flaw flaw) {
        this.id = id;
        this.name = name;
        this.zone = zone;
        this.clock = clock;
        this.engine = new FakeEngine(clock);
        this.random = random;
        this.flaw = flaw;
        this.heardAt = clock.instant();
    }

    /** Whether nobody can tell how it is. */
    public boolean isSilent() {
        return silent || engineDown;
    }

    /** When it was last heard, if its return is not waited for. */
    Optional<Instant> lostSince(Instant now) {
        return isSilent() && !heardAt.plus(LOST_AFTER).isAfter(now) ? Optional.of(heardAt) : Optional.empty();
    }

    /** What a look of a control plane at it shows; empty: it does not answer. */
    public Optional<HostObservation> look(long by) {
        if (isSilent()) return Optional.empty();
        epoch = Math.max(epoch, by);
        heardAt = clock.instant();
        return Optional.of(things());
    }

    /** Something on it may be other than it was. */
    void changed() {
        seen = null;
    }

    /** All that is on it, whoever may see it. */
    HostObservation things() {
        if (seen == null)
            seen = new HostObservation(clock.instant(), engine.list(), engine.volumes(), engine.networks());
        return seen;
    }

    /** Whether a unit that runs answers. */
    public boolean answers(UnitName unit) {
        return !hung.contains(unit);
    }

    public StepOutcome perform(HostStep step) {
        if (silent) return new StepOutcome.Unknown("host " + name + " is not connected");
        long came = step.order().epoch();
        if (came < epoch && flaw != Flaw.IGNORES_EPOCHS) return new StepOutcome.StaleEpoch(came, epoch);
        epoch = Math.max(epoch, came);
        if (engineDown) return new StepOutcome.Unknown("the engine does not answer");
        changed();
        StepOutcome outcome = carryOut(step);
        return losesAnswers && random.nextInt(4) == 0 ? new StepOutcome.Unknown("the answer was lost") : outcome;
    }

    private StepOutcome carryOut(HostStep step) {
        return switch (step) {
            case HostStep.FetchArtifact _ -> new StepOutcome.Done(false, "was there");
            case HostStep.CreateVolume create -> made(engine.createVolume(create.volume()));
            case HostStep.CreateNetwork create -> made(engine.createNetwork(create.network()));
            case HostStep.CreateUnit create ->
                engine.create(create.unit()) instanceof CreateOutcome.Refused(var refusal)
                        ? refused(refusal)
                        : new StepOutcome.Done(true, "created");
            case HostStep.StartUnit start ->
                engine.start(start.unit()) instanceof StartOutcome.Refused(var refusal)
                        ? refused(refusal)
                        : new StepOutcome.Done(true, "started");
            case HostStep.StopUnit stop -> {
                hung.remove(stop.unit());
                yield engine.stop(stop.unit(), stop.budget(), _ -> {}) instanceof StopOutcome.Stopped stopped
                        ? new StepOutcome.Stopped(stopped.forced(), "stopped")
                        : new StepOutcome.Done(false, "did not run");
            }
            case HostStep.RemoveUnit remove -> removed(engine.remove(remove.unit()));
            case HostStep.RemoveVolume remove -> removed(engine.removeVolume(remove.volume()));
            case HostStep.RemoveNetwork remove -> removed(engine.removeNetwork(remove.network()));
            case HostStep.WriteFiles write -> made(engine.writeFiles(write.unit(), write.files(), write.addresses()));
        };
    }

    private static StepOutcome made(MakeOutcome outcome) {
        return outcome instanceof MakeOutcome.Refused(var refusal) ? refused(refusal) : new StepOutcome.Done(true, "");
    }

    private static StepOutcome removed(RemoveOutcome outcome) {
        return outcome instanceof RemoveOutcome.Refused(var refusal)
                ? refused(refusal)
                : new StepOutcome.Done(true, "");
    }

    private static StepOutcome refused(Refusal refusal) {
        return new StepOutcome.Refused(refusal);
    }

    void reserve(Resources held) {
        reserved = reserved.plus(held);
        leases++;
    }

    void release(Resources held) {
        boolean oneTooMany = flaw == Flaw.RELEASES_ONE_TOO_MANY;
        reserved = reserved.minus(oneTooMany ? held.plus(new Resources(1, 0, 0, 0)) : held);
        leases--;
    }

    /** As placement sees it. */
    HostRoom room(Instant now) {
        Duration since = Duration.between(heardAt, now);
        return new HostRoom(
                id,
                name,
                "amd64",
                zone,
                Map.of(),
                DiskClass.NVME,
                true,
                standing == Standing.ACTIVE ? Optional.empty() : Optional.of("is " + standing),
                ALLOCATABLE,
                ALLOCATABLE.minus(reserved),
                PORTS - leases * PORTS_EACH,
                isSilent() && since.compareTo(SILENCE) > 0 ? Optional.of(since) : Optional.empty());
    }
}
