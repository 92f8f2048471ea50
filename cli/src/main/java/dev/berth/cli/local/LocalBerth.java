package dev.berth.cli.local;

import dev.berth.cli.installation.Installation;
import dev.berth.cli.supervisor.SupervisorStatus;
import java.util.Map;
import java.util.Optional;

/** The Berth of this machine that the command is about: its programs, its directory, and the supervisor that runs it. */
public record LocalBerth(BerthHome home, Installation installation, Map<String, String> environment) {
    public LocalBerth {
        environment = Map.copyOf(environment);
    }

    public static LocalBerth fromEnvironment(Map<String, String> environment) {
        return new LocalBerth(
                BerthHome.fromEnvironment(environment), Installation.fromEnvironment(environment), environment);
    }

    /** What the supervisor says of itself; empty when none runs. */
    public Optional<SupervisorStatus> running() {
        if (!installation.exists()) {
            return Optional.empty();
        }
        return SupervisorStatus.read(installation).filter(SupervisorStatus::isSupervisorAlive);
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
