package dev.berth.control.reconcile;

import static dev.berth.control.reconcile.WantedAnvil.NOW;
import static dev.berth.control.reconcile.WantedAnvil.found;
import static dev.berth.control.reconcile.WantedAnvil.host;
import static dev.berth.control.reconcile.WantedAnvil.killed;
import static dev.berth.control.reconcile.WantedAnvil.running;
import static dev.berth.control.reconcile.WantedAnvil.that;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.node.Node.Desired;
import dev.berth.control.reconcile.Orphans.Due;
import dev.berth.host.engine.UnitState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrphansTest {
    private static final Duration SOON = Duration.ofSeconds(59);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final Orphans orphans = new Orphans();

    @Test
    void aUnitOfNoNodeIsToldOfOnceAndStoppedAfterADay() {
        assertThat(lookWithoutNodes(Duration.ZERO, running())).isEmpty();
        assertThat(lookWithoutNodes(SOON, running())).isEmpty();
        assertThat(lookWithoutNodes(MINUTE, running()))
                .singleElement()
                .isInstanceOfSatisfying(
                        Due.Tell.class, tell -> assertThat(tell.orphan().unit()).isEqualTo(WantedAnvil.unit(1)));
        assertThat(lookWithoutNodes(DAY.minus(MINUTE), running())).isEmpty();
        assertThat(lookWithoutNodes(DAY, running())).singleElement().isInstanceOf(Due.Stop.class);
    }

    @Test
    void oneThatDoesNotRunIsOnlyToldOf() {
        lookWithoutNodes(Duration.ZERO, killed());
        assertThat(lookWithoutNodes(DAY, killed())).singleElement().isInstanceOf(Due.Tell.class);
        assertThat(lookWithoutNodes(DAY.plus(DAY), killed())).isEmpty();
    }

    @Test
    void oneWhoseNodeIsThereAgainIsForgotten() {
        lookWithoutNodes(Duration.ZERO, running());
        var back = List.of(that(Desired.RUNNING, 1, null));
        assertThat(orphans.look(host(found(1, running())), back, List.of(), NOW.plus(MINUTE)))
                .isEmpty();
        assertThat(lookWithoutNodes(DAY, running())).as("counted afresh").isEmpty();
    }

    @Test
    void anyGenerationOfANodeIsItsNodesMatter() {
        var node = List.of(that(Desired.RUNNING, 1, null));
        orphans.look(host(found(7, running())), node, List.of(), NOW);
        assertThat(orphans.look(host(found(7, running())), node, List.of(), NOW.plus(DAY)))
                .isEmpty();
    }

    private List<Due> lookWithoutNodes(Duration after, UnitState state) {
        return orphans.look(host(found(1, state)), List.of(), List.of(), NOW.plus(after));
    }
}
