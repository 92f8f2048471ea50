package dev.berth.cli.supervisor;

import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Json;
import dev.berth.cli.installation.PrivateFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor last wrote down of itself and its processes; true only while that supervisor is alive.
 *
 * @param problem why it ended without having started anything; null when all is well
 */
public record SupervisorStatus(
        ProcessIdentity supervisor, @Nullable String problem, List<ServiceStatus> services) {
    public SupervisorStatus {
        services = List.copyOf(services);
    }

    static Path file(Installation installation) {
        return installation.run().resolve("supervisor.json");
    }

    public static Optional<SupervisorStatus> read(Installation installation) {
        return Installation.read(file(installation)).map(text -> Json.read(text, SupervisorStatus.class));
    }

    void write(Installation installation) {
        PrivateFile.write(file(installation), Json.write(this));
    }

    public boolean isSupervisorAlive() {
        return supervisor.isAlive();
    }

    public Optional<ServiceStatus> service(String name) {
        return services.stream().filter(s -> s.name().equals(name)).findFirst();
    }
}
