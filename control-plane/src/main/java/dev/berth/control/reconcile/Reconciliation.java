package dev.berth.control.reconcile;

import dev.berth.control.database.Database;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.feed.PublishRouting;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.secret.NodeSecrets;
import dev.berth.control.template.Templates;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a {@link Reconciler} running in this process for as long as it leads, and begins afresh when it leads again. */
public final class Reconciliation implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Database database;
    private final DatabaseLogin login;
    private final Templates templates;
    private final HostAgents hosts;
    private final NodeSecrets secrets;
    private final MasterKey sealing;
    private final String instance;
    private final Duration hostLostAfter;
    private final Timer passes;
    private final Thread thread;
    private volatile @Nullable Reconciler current;
    private volatile boolean closed;

    /**
     * @param instance the label of everything that this installation makes on hosts
     * @param hostLostAfter how long a silent host's return is waited for
     */
    public Reconciliation(
            Database database,
            DatabaseLogin login,
            Templates templates,
            HostAgents hosts,
            MasterKey master,
            MasterKey sealing,
            String instance,
            Duration hostLostAfter,
            MeterRegistry meters) {
        this.database = database;
        this.login = login;
        this.templates = templates;
        this.hosts = hosts;
        this.secrets = new NodeSecrets(master);
        this.sealing = sealing;
        this.instance = instance;
        this.hostLostAfter = hostLostAfter;
        this.passes = Timer.builder("berth_control_passes")
                .description("Passes of the reconciler")
                .register(meters);
        this.thread = Thread.ofVirtual().name("reconciliation").unstarted(this::run);
        Gauge.builder("berth_control_acts", this, reconciliation -> reconciliation.current == null ? 0 : 1)
                .description("1: this control plane reconciles; 0: another does, or none")
                .register(meters);
    }

    public Reconciliation start() {
        thread.start();
        return this;
    }

    /** Something has changed: whoever leads is to look soon. */
    public void nudge() {
        Reconciler leading = current;
        if (leading != null) leading.nudge();
        else nudgeTheLeader();
    }

    /** What is done here now; empty while another control plane acts, or none. */
    public Optional<AtWork> atWork() {
        return Optional.ofNullable(current).map(Reconciler::atWork);
    }

    private void nudgeTheLeader() {
        try {
            Leadership.nudge(database);
        } catch (DataAccessException e) {
            log.atDebug().setCause(e).log("nobody could be nudged; the next pass comes by itself");
        }
    }

    private void run() {
        while (!closed) {
            try (Leadership leadership = Leadership.take(login);
                    Reconciler reconciler = reconciler(leadership.epoch())) {
                current = reconciler;
                reconciler.start();
                while (!closed && reconciler.runs() && leadership.held())
                    if (leadership.nudged(LOOK)) reconciler.nudge();
            } catch (SQLException e) {
                if (closed) return;
                log.atWarn()
                        .addKeyValue("reason", e.getMessage())
                        .log("cannot lead without the database, trying again");
                pause();
            } catch (InterruptedException e) {
                return;
            } finally {
                current = null;
            }
        }
    }

    private Reconciler reconciler(long epoch) {
        var executor = new Executor(database, secrets, hosts, instance, epoch);
        var routes = new RouteNodes(new PublishRouting(database, sealing), executor::texts);
        return new Reconciler(
                database,
                new WantedNodes(templates),
                hosts,
                executor,
                new LostHosts(database, hostLostAfter),
                new Recorder(database, routes),
                routes,
                passes);
    }

    private void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
