package dev.berth.cli.local;

import dev.berth.cli.installation.EngineChoice;
import dev.berth.cli.installation.MachineShare;
import dev.berth.cli.installation.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The settings of a start: those that can be had, or which of the wanted ports are taken. */
public sealed interface ChosenSettings {
    record Chosen(Settings settings) implements ChosenSettings {}

    record PortsTaken(List<String> problems) implements ChosenSettings {}

    /**
     * Flags come before what was chosen earlier, that before defaults. Ports that people do not see are moved when they
     * are taken; the others are refused with the flag that changes them.
     *
     * @param usable a port that is free, or held by a process of this installation that is to be adopted
     */
    static ChosenSettings of(
            WantedSettings wanted, Optional<Settings> before, IntPredicate usable, RandomGenerator random) {
        int api = first(wanted.apiPort(), before.map(Settings::apiPort), Settings.DEFAULT_API_PORT);
        int rpc = first(wanted.rpcPort(), before.map(Settings::rpcPort), Settings.DEFAULT_RPC_PORT);
        List<String> problems = new ArrayList<>();
        if (!usable.test(api)) {
            problems.add(taken(api, "the API", "--api-port"));
        }
        if (!usable.test(rpc)) {
            problems.add(taken(rpc, "endpoints", "--rpc-port"));
        }
        if (api == rpc) {
            problems.add("port " + api + " is wanted for both the API and endpoints: change one with --api-port PORT or"
                    + " --rpc-port PORT");
        }
        if (!problems.isEmpty()) {
            return new PortsTaken(problems);
        }
        String id = before.map(Settings::id).orElseGet(() -> newId(random));
        IntPredicate spare = port -> port != api && port != rpc && usable.test(port);
        var hidden = new HiddenPorts(MachineShare.of(id), spare, random);
        return new Chosen(new Settings(
                id,
                api,
                hidden.next(before.map(Settings::grpcPort)),
                rpc,
                hidden.next(before.map(Settings::operatorPort)),
                hidden.next(before.map(Settings::databasePort)),
                wanted.publicUrl() != null
                        ? wanted.publicUrl()
                        : before.map(Settings::publicUrl).orElse(null),
                first(wanted.engine(), before.map(Settings::engine), EngineChoice.AUTO)));
    }

    private static String taken(int port, String purpose, String flag) {
        return "port " + port + ", for " + purpose + ", is taken by another program: choose another with " + flag
                + " PORT";
    }

    private static <T> T first(@Nullable T wanted, Optional<T> before, T otherwise) {
        return wanted != null ? wanted : before.orElse(otherwise);
    }

    private static String newId(RandomGenerator random) {
        var id = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            id.append(Character.forDigit(random.nextInt(36), 36));
        }
        return id.toString();
    }
}
