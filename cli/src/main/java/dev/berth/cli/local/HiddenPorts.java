package dev.berth.cli.local;

import dev.berth.cli.installation.MachineShare;
import dev.berth.cli.installation.Ports;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/** Gives out ports that only Berth's own processes know, each once. */
final class HiddenPorts {
    private final MachineShare share;
    private final IntPredicate usable;
    private final RandomGenerator random;
    private final Set<Integer> given = new HashSet<>();

    HiddenPorts(MachineShare share, IntPredicate usable, RandomGenerator random) {
        this.share = share;
        this.usable = usable;
        this.random = random;
    }

    /** The one of before when it can be had again. */
    int next(Optional<Integer> before) {
        IntPredicate spare = port -> !given.contains(port) && usable.test(port);
        int port = before.filter(spare::test)
                .orElseGet(() -> Ports.someFree(share.firstServicePort(), share.endOfServicePorts(), spare, random));
        given.add(port);
        return port;
    }
}
