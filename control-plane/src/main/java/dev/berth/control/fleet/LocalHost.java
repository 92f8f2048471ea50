package dev.berth.control.fleet;

import dev.berth.control.database.Database;
import dev.berth.host.agent.EngineChoice;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.agent.LocalHostAgent;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This machine as a host of the pool: the agent that any host has, without a wire. */
public record LocalHost(HostId id, HostAgent agent, EngineChoice engine) implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalHost.class);

    /** What this machine is called among hosts. */
    public static final String NAME = "local";

    /** Opens the engine and takes the machine into the pool; throws {@link EnrolHost.EngineChanged}. */
    public static LocalHost enrol(Database database, HostConfig config, EngineChoice choice) {
        HostAgent agent = LocalHostAgent.open(config, choice, Clock.systemUTC());
        try {
            HostId id = database.asPlatform(tx -> EnrolHost.run(tx, NAME, agent.describe()));
            log.atInfo()
                    .addKeyValue("host", id)
                    .addKeyValue("engine", choice.kind())
                    .addKeyValue("reason", choice.why())
                    .log("this machine is a host");
            return new LocalHost(id, agent, choice);
        } catch (RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    @Override
    public void close() {
        agent.close();
    }
}
