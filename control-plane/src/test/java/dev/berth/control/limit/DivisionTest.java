package dev.berth.control.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DivisionTest {
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final UUID C = new UUID(0, 3);

    @Test
    void whoAsksAloneForTooMuchGetsNearlyAll() {
        Map<UUID, Double> parts = Division.of(Map.of(A, 10.0, B, 0.0, C, 0.0), 1);
        assertThat(parts.get(A)).isGreaterThan(0.99);
        assertThat(parts.get(B)).isPositive().isEqualTo(parts.get(C));
    }

    @Test
    void whoAsksLittleGetsThatAndTheOthersAreCutToTheSameHeight() {
        Map<UUID, Double> parts = Division.of(Map.of(A, 1.8, B, 0.9, C, 0.1), 1);
        assertThat(parts.get(C)).isEqualTo(0.1);
        assertThat(parts.get(A)).isCloseTo(0.45, within(1e-9)).isEqualTo(parts.get(B));
    }

    @Test
    void whatNobodyAsksForIsSpreadEvenly() {
        Map<UUID, Double> parts = Division.of(Map.of(A, 0.4, B, 0.0, C, 0.0), 1);
        assertThat(parts.get(A)).isCloseTo(0.6, within(1e-9));
        assertThat(parts.get(B)).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void theWholeIsGivenAndNoMoreHoweverMuchIsAsked() {
        var random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            var demand = new HashMap<UUID, Double>();
            int proxies = 1 + random.nextInt(12);
            for (int p = 0; p < proxies; p++)
                demand.put(new UUID(1, p), random.nextInt(4) == 0 ? 0 : Math.pow(10, random.nextDouble() * 5 - 3));
            double whole = (1 + random.nextInt(proxies)) / (double) proxies;
            Map<UUID, Double> parts = Division.of(demand, whole);
            assertThat(parts).hasSameSizeAs(demand);
            assertThat(parts.values()).allMatch(part -> part > 0);
            double given = parts.values().stream().mapToDouble(part -> part).sum();
            assertThat(given).isLessThanOrEqualTo(whole + 1e-9).isGreaterThan(whole * 0.98);
            double asked = demand.values().stream().mapToDouble(d -> d).sum();
            if (asked < whole)
                demand.forEach((proxy, d) -> assertThat(parts.get(proxy)).isGreaterThanOrEqualTo(d));
        }
    }
}
