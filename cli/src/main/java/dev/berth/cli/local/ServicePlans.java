package dev.berth.cli.local;

import dev.berth.cli.database.EmbeddedDatabase;
import dev.berth.cli.installation.Ports;
import dev.berth.cli.installation.Quickstart;
import dev.berth.cli.installation.Settings;
import dev.berth.cli.supervisor.ServiceSpec;
import dev.berth.cli.supervisor.Supervisor;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * What each process is to be started with next. A port that only Berth's own processes know, and that another program took
 * between two starts or just before the first, is moved; who calls there is started again.
 */
final class ServicePlans {
    private final LocalBerth berth;
    private final Supervisor supervisor;
    private Settings settings;

    ServicePlans(LocalBerth berth, Supervisor supervisor, Settings settings) {
        this.berth = berth;
        this.supervisor = supervisor;
        this.settings = settings;
    }

    synchronized Services services() {
        return new Services(berth.home(), berth.installation(), settings, berth.environment());
    }

    EmbeddedDatabase database(Runnable onUnpacking) {
        return services().embeddedDatabase(onUnpacking);
    }

    synchronized ServiceSpec nextDatabase() {
        move(Services.DATABASE, settings.withDatabasePort(free(settings.databasePort())), Services.CONTROL_PLANE);
        return database(() -> {}).service();
    }

    synchronized ServiceSpec nextControlPlane() {
        move(Services.CONTROL_PLANE, settings.withGrpcPort(free(settings.grpcPort())), Services.PROXY);
        return services().controlPlane();
    }

    synchronized ServiceSpec nextProxy() {
        move(Services.PROXY, settings.withOperatorPort(free(settings.operatorPort())), "");
        return services().proxy();
    }

    private int free(int port) {
        IntPredicate others = other -> settings.hasPort(other) && other != port;
        return new HiddenPorts(
                        settings.share(), found -> !others.test(found) && Ports.isFree(found), new SecureRandom())
                .next(Optional.of(port));
    }

    private void move(String service, Settings next, String dependent) {
        if (next.equals(settings) || Supervisor.isRunning(berth.installation(), service)) {
            return;
        }
        settings = next;
        settings.write(berth.installation());
        Quickstart.read(berth.installation())
                .ifPresent(known -> known.at(settings).write(berth.installation()));
        supervisor.startAgain(dependent);
    }
}
