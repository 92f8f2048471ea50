package dev.berth.control.fleet;

import dev.berth.control.database.Database;
import dev.berth.host.agent.EngineChoice;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.agent.LocalHostAgent;
import dev.berth.host.engine.FailPoint;
import java.time.Clock;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hosts whose agents run in this process, this machine or none; those that dial join them. */
public record LocalHosts(HostAgents agents) implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalHosts.class);

    /** What this machine is called among hosts. */
    public static final String NAME = "local";

    public static LocalHosts none() {
        return new LocalHosts(HostAgents.of(Map.of(), System::nanoTime));
    }

    /** Opens this machine's engine and takes the machine into the pool; throws {@link EnrolHost.EngineChanged}. */
    public static LocalHosts enrol(Database database, HostConfig config, EngineChoice.Wish engine) {
        EngineChoice choice = EngineChoice.of(config, engine, System.getenv());
        HostAgent agent = LocalHostAgent.open(config, choice, Clock.systemUTC(), FailPoint.Trap.NONE);
        try {
            HostId id = database.asPlatform(tx -> EnrolHost.run(tx, NAME, agent.describe()));
            log.atInfo().addKeyValue("host", id).log("this machine is a host");
            return new LocalHosts(HostAgents.of(Map.of(id, agent), System::nanoTime));
        } catch (RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    @Override
    public void close() {
        agents.all().values().forEach(HostAgent::close);
    }
}
