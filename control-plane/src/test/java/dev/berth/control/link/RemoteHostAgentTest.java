package dev.berth.control.link;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.PlatformInTest;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.agent.HostAgentContract;
import dev.berth.host.agent.HostStep;
import dev.berth.host.agent.LocalHostAgent;
import dev.berth.host.agent.StepOutcome;
import dev.berth.host.engine.EngineUnavailable;
import dev.berth.host.engine.fake.FakeScript.Verb;
import dev.berth.host.join.HostIdentity;
import dev.berth.host.link.AgentLink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an agent does within the process, it does at the other end of a stream of mutual TLS. */
class RemoteHostAgentTest extends HostAgentContract {
    private static PlatformInTest platform;
    private static HostPortInTest port;
    private @Nullable HostIdentity identity;
    private @Nullable AgentLink link;

    @BeforeAll
    static void openPort() {
        platform = new PlatformInTest();
        port = new HostPortInTest(platform.database, Duration.ofDays(1));
    }

    @AfterAll
    static void closePort() {
        port.close();
        platform.close();
    }

    @Override
    protected HostAgent over(LocalHostAgent local) {
        if (link != null) link.close();
        if (identity == null) identity = port.joined("h" + System.nanoTime(), root.resolve("identity"));
        HostId id = HostId.parse(identity.hostId());
        await().until(() -> port.agents.find(id).isEmpty() || port.agents.isSilent(id));
        link = port.dial(identity, local, _ -> {});
        await().atMost(Duration.ofSeconds(10))
                .until(() -> port.agents.find(id).isPresent() && !port.agents.isSilent(id));
        return port.agents.find(id).orElseThrow();
    }

    @AfterEach
    void hangUp() {
        if (link != null) link.close();
    }

    @Test
    void withoutAStreamReadingFailsAndTheOutcomeOfAStepIsNotKnown() {
        hangUp();
        await().until(() ->
                port.agents.isSilent(HostId.parse(requireNonNull(identity).hostId())));
        assertThatThrownBy(() -> agent.observe(0))
                .isInstanceOf(EngineUnavailable.class)
                .hasMessageContaining("is not connected");
        assertThat(perform(new HostStep.RemoveVolume(new HostStep.Order("op", 5), unit.volume())))
                .isInstanceOf(StepOutcome.Unknown.class);
    }

    @Test
    void aStepUnderWayWhenTheStreamEndsIsUnknownHereAndIsCarriedOutThere() throws Exception {
        createAndStart(unit);
        engine.script().hang(Verb.STOP);
        var stopping = new CompletableFuture<StepOutcome>();
        Thread.startVirtualThread(() -> stopping.complete(perform(
                new HostStep.StopUnit(new HostStep.Order("op", 5), unit.name(), unit.budget(Duration.ofMinutes(30))))));
        await().until(() -> engine.script().isHanging(Verb.STOP));
        hangUp();
        assertThat(stopping.get()).isInstanceOf(StepOutcome.Unknown.class);
        engine.script().release(Verb.STOP);
        await().until(() -> !engine.list().getFirst().running());
    }
}
