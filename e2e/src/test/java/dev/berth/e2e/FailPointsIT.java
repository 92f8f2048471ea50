package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.control.reconcile.FailPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real control plane ends at every place where it may, while nodes are made and deleted, and its successor finishes. */
@ExtendWith(SharedBerth.class)
final class FailPointsIT {
    private static final int TIMES = Integer.getInteger("berth.e2e.fail-points", 1);
    private static final Pattern HALTED = Pattern.compile("halted at a fail point point=\"([a-z-]+)\"");

    private final BerthInstallation berth;
    private final BerthProcesses processes;

    FailPointsIT(BerthInstallation berth) {
        this.berth = berth;
        this.processes = BerthProcesses.of(berth);
    }

    @Test
    void whatIsMadeAndDeletedIsFinishedByTheNextControlPlane() {
        Map<FailPoint, Integer> before = hits();
        try (var churn = NodeChurn.start(berth, "halted", 1)) {
            var points = new ArrayDeque<FailPoint>();
            for (int time = 0; time < TIMES; time++) points.addAll(List.of(FailPoint.values()));
            armed(points.getFirst());
            BerthProcesses.kill("KILL", processes.service("control-plane"));
            while (!points.isEmpty()) {
                FailPoint point = points.removeFirst();
                awaitTaken(point);
                int hit = hits().getOrDefault(point, 0);
                if (!points.isEmpty()) armed(points.getFirst()); // for the start after this one's end
                await(point.text()).atMost(Duration.ofMinutes(3)).until(() -> {
                    churn.goesOn();
                    return hits().getOrDefault(point, 0) > hit;
                });
            }
            System.out.println(churn.end() + " nodes were made and deleted meanwhile");
        }
        Map<FailPoint, Integer> hits = hits();
        for (FailPoint point : FailPoint.values()) {
            int hit = hits.getOrDefault(point, 0) - before.getOrDefault(point, 0);
            System.out.printf("%-28s %d%n", point.text(), hit);
            assertThat(hit).as(point.text()).isPositive();
        }
        new Aftermath(berth).isInOrder();
    }

    private Path file() {
        return berth.directory().resolve("control-plane").resolve("fail-point");
    }

    /** Says where the control plane that is started next ends. */
    private void armed(FailPoint point) {
        try {
            Path whole = Files.writeString(file().resolveSibling("fail-point.new"), point.text());
            Files.move(whole, file(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitTaken(FailPoint point) {
        await("taken: " + point.text()).atMost(Duration.ofMinutes(1)).until(() -> Files.notExists(file()));
    }

    /** How often the control plane has ended at each, by its log. */
    private Map<FailPoint, Integer> hits() {
        try {
            Map<FailPoint, Integer> hits = new EnumMap<>(FailPoint.class);
            Matcher line = HALTED.matcher(
                    Files.readString(berth.directory().resolve("logs").resolve("control-plane.log")));
            while (line.find()) hits.merge(FailPoint.of(line.group(1)), 1, Integer::sum);
            return hits;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
