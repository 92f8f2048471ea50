package dev.berth.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.client.ApiProblem;
import dev.berth.cli.client.ApiUnreachable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Kills one member of a pool after the other with SIGKILL, each as soon as all are ready again, until it is closed. */
final class MemberKills implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final BerthInstallation berth;
    private final String pool;
    private final UnitProcesses units;
    private final Thread thread;
    private volatile boolean closing;
    private final AtomicInteger killed = new AtomicInteger();

    private MemberKills(BerthInstallation berth, String pool) {
        this.berth = berth;
        this.pool = pool;
        this.units = UnitProcesses.of(berth);
        this.thread = Thread.ofPlatform().name("member-kills").start(this::run);
    }

    static MemberKills of(BerthInstallation berth, String pool) {
        return new MemberKills(berth, pool);
    }

    private void run() {
        try {
            while (!closing) {
                List<JsonNode> members = readyMembers();
                if (members.size() > 1)
                    killAndAwait(members.get(killed.get() % members.size())
                            .path("id")
                            .asText());
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All members, if all are ready; none otherwise. */
    private List<JsonNode> readyMembers() {
        try {
            List<JsonNode> members = new ArrayList<>();
            for (JsonNode node : berth.operator().list("/nodes", Map.of("pool", pool), 100))
                if (node.path("poolRole").asText().equals("member")) members.add(node);
            boolean all = members.stream()
                    .allMatch(member -> member.path("state").asText().equals("READY"));
            return all ? members : List.of();
        } catch (ApiProblem | ApiUnreachable notNow) {
            return List.of();
        }
    }

    /** Until all its units run again: the API may call it ready for a moment after it has gone. */
    private void killAndAwait(String member) throws InterruptedException {
        Set<UnitProcesses.Unit> before = units.ofNode(member).collect(Collectors.toSet());
        for (UnitProcesses.Unit unit : before)
            ProcessHandle.of(unit.process()).ifPresent(ProcessHandle::destroyForcibly);
        killed.incrementAndGet();
        long there = 0;
        while (!closing && there < before.size()) {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            there = units.ofNode(member).filter(unit -> !before.contains(unit)).count();
        }
    }

    int killed() {
        return killed.get();
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
