package dev.berth.host.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.engine.Refusal.Reason;
import dev.berth.host.engine.UnitState.Exit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine does, scripted or real. */
public abstract class EngineContract {
    protected static final String INSTANCE = "contract-test";
    protected Engine engine = opened();
    protected TestUnit unit = TestUnit.on(INSTANCE, "n" + Long.toString(System.nanoTime(), 36));

    /** The engine under test, on whatever state it has. */
    protected abstract Engine opened();

    /** Makes the unit end by itself. */
    protected abstract void makeEnd(UnitName name, int code);

    /** Makes another program listen on a port of the loopback address, until closed. */
    protected abstract AutoCloseable occupy(int hostPort) throws Exception;

    @BeforeEach
    void fetchProgram() {
        assertThat(engine.fetch(TestUnit.program(), Progress.SILENT)).isInstanceOf(FetchOutcome.Fetched.class);
        assertThat(engine.createVolume(unit.volumeSpec())).isInstanceOf(MakeOutcome.Made.class);
        assertThat(engine.createNetwork(unit.networkSpec())).isInstanceOf(MakeOutcome.Made.class);
    }

    protected void createAndStart(TestUnit started) {
        assertThat(engine.create(started.spec())).isInstanceOf(CreateOutcome.Created.class);
        assertThat(engine.start(started.name())).isInstanceOf(StartOutcome.Started.class);
    }

    private UnitState state() {
        return engine.inspect(unit.name()).orElseThrow().state();
    }

    @Test
    void creatingTwiceMakesOneUnit() {
        assertThat(engine.create(unit.spec())).isInstanceOf(CreateOutcome.Created.class);
        assertThat(engine.create(unit.spec())).isInstanceOf(CreateOutcome.Existed.class);
        assertThat(engine.list()).hasSize(1);
        assertThat(state()).isEqualTo(new UnitState.Created());
    }

    @Test
    void aUnitIsListedWithTheLabelsItWasMadeWith() {
        engine.create(unit.spec());
        assertThat(engine.list()).singleElement().satisfies(seen -> {
            assertThat(seen.name()).isEqualTo(unit.name());
            assertThat(seen.labels()).isEqualTo(unit.labels());
        });
    }

    @Test
    void startingTwiceRunsOneUnit() {
        createAndStart(unit);
        assertThat(engine.start(unit.name())).isInstanceOf(StartOutcome.AlreadyRunning.class);
        assertThat(state()).isInstanceOf(UnitState.Running.class);
    }

    @Test
    void aRunningUnitsPrivatePortIsBoundToTheLoopbackAddress() {
        createAndStart(unit);
        assertThat(engine.inspect(unit.name()).orElseThrow().bindings())
                .containsExactly(new UnitObservation.Binding("http", "127.0.0.1", unit.hostPort()));
        assertThat(engine.dial(unit.name(), "http")).contains("127.0.0.1:" + unit.hostPort());
    }

    @Test
    void aTakenPortIsRefusedAndTheUnitIsGoneSoThatItCanBeMadeWithAnother() throws Exception {
        engine.create(unit.spec());
        try (AutoCloseable _ = occupy(unit.hostPort())) {
            assertThat(engine.start(unit.name()))
                    .isInstanceOfSatisfying(
                            StartOutcome.Refused.class,
                            refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.PORT_TAKEN));
        }
        assertThat(engine.inspect(unit.name())).isEmpty();
        createAndStart(new TestUnit(INSTANCE, unit.node(), 1, TestUnit.freePort(), "calm", true));
    }

    @Test
    void aUnitThatHeedsItsSignalStopsInGoodOrder() {
        createAndStart(unit);
        awaitReady(unit);
        assertThat(engine.stop(unit.name(), unit.budget(Duration.ofSeconds(20)), Progress.SILENT))
                .isInstanceOfSatisfying(StopOutcome.Stopped.class, stopped -> {
                    assertThat(stopped.forced()).isFalse();
                    assertThat(stopped.exit()).isEqualTo(new Exit.Code(0));
                });
        assertThat(state()).isInstanceOf(UnitState.Exited.class);
    }

    @Test
    void aUnitThatIgnoresItsSignalIsKilledAndThatIsRemembered() {
        TestUnit deaf = unit.deaf();
        makeDeaf(deaf);
        createAndStart(deaf);
        awaitReady(deaf);
        assertThat(engine.stop(deaf.name(), deaf.budget(Duration.ofMillis(300)), Progress.SILENT))
                .isInstanceOfSatisfying(
                        StopOutcome.Stopped.class,
                        stopped -> assertThat(stopped.forced()).isTrue());
        assertThat(state())
                .isInstanceOfSatisfying(
                        UnitState.Exited.class,
                        exited -> assertThat(exited.forced()).isTrue());
    }

    /** Scripted engines are told; real units know by themselves. */
    protected void makeDeaf(TestUnit deaf) {}

    /** Real units need a moment before they heed anything. */
    protected void awaitReady(TestUnit started) {}

    @Test
    void stoppingWhatDoesNotRunSaysSo() {
        assertThat(engine.stop(unit.name(), unit.budget(Duration.ZERO), Progress.SILENT))
                .isInstanceOf(StopOutcome.Absent.class);
        engine.create(unit.spec());
        assertThat(engine.stop(unit.name(), unit.budget(Duration.ZERO), Progress.SILENT))
                .isEqualTo(new StopOutcome.NotRunning(new UnitState.Created()));
    }

    @Test
    void anExitIsSeenWithItsCodeAndTold() throws Exception {
        createAndStart(unit);
        awaitReady(unit);
        var events = new LinkedBlockingQueue<EngineEvent>();
        try (Engine.Watch _ = engine.watch(events::add)) {
            makeEnd(unit.name(), 7);
            assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo(new EngineEvent.UnitExited(unit.name()));
        }
        assertThat(state()).isInstanceOfSatisfying(UnitState.Exited.class, exited -> {
            assertThat(exited.exit()).isEqualTo(new Exit.Code(7));
            assertThat(exited.forced()).isFalse();
        });
    }

    @Test
    void anExitedUnitCanBeStartedAgain() {
        createAndStart(unit);
        awaitReady(unit);
        engine.stop(unit.name(), unit.budget(Duration.ofSeconds(20)), Progress.SILENT);
        assertThat(engine.start(unit.name())).isInstanceOf(StartOutcome.Started.class);
    }

    @Test
    void aRunningUnitIsNotRemoved() {
        createAndStart(unit);
        assertThat(engine.remove(unit.name()))
                .isInstanceOfSatisfying(
                        RemoveOutcome.Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.IN_USE));
        assertThat(state()).isInstanceOf(UnitState.Running.class);
    }

    @Test
    void removingTwiceRemovesOnce() {
        engine.create(unit.spec());
        assertThat(engine.remove(unit.name())).isEqualTo(new RemoveOutcome.Removed());
        assertThat(engine.remove(unit.name())).isEqualTo(new RemoveOutcome.Absent());
        assertThat(engine.list()).isEmpty();
    }

    @Test
    void aVolumeOutlivesItsUnitAndIsNotDeletedUnderOne() {
        engine.create(unit.spec());
        assertThat(engine.createVolume(unit.volumeSpec())).isInstanceOf(MakeOutcome.Existed.class);
        assertThat(engine.removeVolume(unit.volume())).isInstanceOf(RemoveOutcome.Refused.class);
        engine.remove(unit.name());
        assertThat(engine.volumes()).containsExactly(new VolumeObservation(unit.volume(), unit.labels()));
        assertThat(engine.removeVolume(unit.volume())).isEqualTo(new RemoveOutcome.Removed());
        assertThat(engine.removeVolume(unit.volume())).isEqualTo(new RemoveOutcome.Absent());
    }

    @Test
    void aNetworkIsListedWithItsSubnetAndRemovedWhenNobodyUsesIt() {
        engine.create(unit.spec());
        assertThat(engine.createNetwork(unit.networkSpec())).isInstanceOf(MakeOutcome.Existed.class);
        assertThat(engine.networks())
                .containsExactly(new NetworkObservation(
                        unit.network(), unit.networkSpec().subnet(), unit.labels()));
        assertThat(engine.removeNetwork(unit.network())).isInstanceOf(RemoveOutcome.Refused.class);
        engine.remove(unit.name());
        assertThat(engine.removeNetwork(unit.network())).isEqualTo(new RemoveOutcome.Removed());
        assertThat(engine.removeNetwork(unit.network())).isEqualTo(new RemoveOutcome.Absent());
    }

    @Test
    void aUnitWithoutItsVolumeOrNetworkIsRefused() {
        engine.removeVolume(unit.volume());
        assertThat(reason(engine.create(unit.spec()))).isEqualTo(Reason.ABSENT);
        engine.createVolume(unit.volumeSpec());
        engine.removeNetwork(unit.network());
        assertThat(reason(engine.create(unit.spec()))).isEqualTo(Reason.ABSENT);
    }

    @Test
    void aPlaceholderThatMeansNothingIsRefused() {
        assertThat(reason(engine.create(unit.spec(List.of("--peer={address.nobody}")))))
                .isEqualTo(Reason.POLICY);
        assertThat(engine.list()).isEmpty();
    }

    private static Reason reason(CreateOutcome outcome) {
        assertThat(outcome).isInstanceOf(CreateOutcome.Refused.class);
        return ((CreateOutcome.Refused) outcome).refusal().reason();
    }

    @Test
    void whatIsNotThereIsSaidToBeAbsent() {
        assertThat(engine.inspect(unit.name())).isEmpty();
        assertThat(engine.dial(unit.name(), "http")).isEmpty();
        assertThat(engine.start(unit.name()))
                .isInstanceOfSatisfying(
                        StartOutcome.Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.ABSENT));
        assertThat(engine.writeFiles(unit.name(), Map.of(), Map.of())).isInstanceOf(MakeOutcome.Refused.class);
        var lines = new ArrayList<String>();
        engine.logs(unit.name(), LogQuery.last(10), (_, line) -> lines.add(line));
        assertThat(lines).isEmpty();
    }
}
