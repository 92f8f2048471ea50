package dev.berth.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.installation.EngineChoice;
import dev.berth.cli.installation.Settings;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class ChosenSettingsTest {
    private static final Settings BEFORE =
            new Settings("abcd1234", 9080, 9081, 9545, 21001, 21002, "https://rpc.example.org", EngineChoice.PROCESS);

    @Test
    void aFirstStartTakesTheDefaults() {
        var chosen = chosen(WantedSettings.AS_BEFORE, Optional.empty(), ChosenSettingsTest::free);
        assertThat(chosen.apiUrl()).isEqualTo("http://127.0.0.1:8080");
        assertThat(chosen.proxyUrl()).isEqualTo("http://127.0.0.1:8545");
        assertThat(chosen.engine()).isEqualTo(EngineChoice.AUTO);
    }

    @Test
    void aLaterStartFindsWhatWasChosen() {
        assertThat(chosen(WantedSettings.AS_BEFORE, Optional.of(BEFORE), ChosenSettingsTest::free))
                .isEqualTo(BEFORE);
    }

    @Test
    void aFlagComesBeforeWhatWasChosen() {
        var wanted = new WantedSettings(7000, null, null, EngineChoice.DOCKER);
        var chosen = chosen(wanted, Optional.of(BEFORE), ChosenSettingsTest::free);
        assertThat(chosen.apiPort()).isEqualTo(7000);
        assertThat(chosen.rpcPort()).isEqualTo(9545);
        assertThat(chosen.engine()).isEqualTo(EngineChoice.DOCKER);
        assertThat(chosen.id()).isEqualTo(BEFORE.id());
    }

    @Test
    void everyTakenPortIsNamedWithItsFlag() {
        var outcome = ChosenSettings.of(WantedSettings.AS_BEFORE, Optional.empty(), port -> false, new Random(1));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ChosenSettings.PortsTaken.class,
                        taken -> assertThat(taken.problems())
                                .hasSize(2)
                                .anySatisfy(problem -> assertThat(problem).contains("8080", "--api-port"))
                                .anySatisfy(problem -> assertThat(problem).contains("8545", "--rpc-port")));
    }

    @Test
    void onePortForBothIsRefused() {
        var wanted = new WantedSettings(8545, null, null, null);
        assertThat(ChosenSettings.of(wanted, Optional.empty(), ChosenSettingsTest::free, new Random(1)))
                .isInstanceOf(ChosenSettings.PortsTaken.class);
    }

    @Test
    void aPortThatNobodySeesIsMovedWhenItIsTaken() {
        var chosen = chosen(WantedSettings.AS_BEFORE, Optional.of(BEFORE), port -> port != 9081 && port != 21002);
        assertThat(chosen.grpcPort()).isNotEqualTo(9081);
        assertThat(chosen.databasePort()).isNotEqualTo(21002);
        assertThat(chosen.operatorPort()).isEqualTo(21001);
    }

    private static boolean free(int port) {
        return port > 0;
    }

    private static Settings chosen(WantedSettings wanted, Optional<Settings> before, IntPredicate usable) {
        return switch (ChosenSettings.of(wanted, before, usable, new Random(1))) {
            case ChosenSettings.Chosen chosen -> chosen.settings();
            case ChosenSettings.PortsTaken taken -> throw new AssertionError(taken);
        };
    }
}
