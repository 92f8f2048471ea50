package dev.berth.control.link;

import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.HOST_AUTHORITY;
import static dev.berth.migrations.schema.Tables.HOST_CERTIFICATE;
import static dev.berth.migrations.schema.Tables.HOST_JOIN_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.control.enrolment.JoinHost;
import dev.berth.control.event.Event;
import dev.berth.control.event.EventFilter;
import dev.berth.control.event.Events;
import dev.berth.control.fleet.Host;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.tenant.Scope;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.agent.HostReport.PortRange;
import dev.berth.host.agent.LocalHostAgent;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.engine.fake.FakeEngine;
import dev.berth.host.join.HostIdentity;
import dev.berth.host.join.JoinPlatform;
import dev.berth.host.join.JoinToken;
import dev.berth.host.join.KeepCertificate;
import dev.berth.host.link.AgentLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentTest {
    private final PlatformInTest platform = new PlatformInTest();
    private HostPortInTest port = new HostPortInTest(platform.database, Duration.ofDays(1));

    @TempDir
    private Path root;

    @AfterEach
    void close() {
        port.close();
        platform.close();
    }

    private LocalHostAgent machine() {
        var config = new HostConfig(
                HostPortInTest.INSTANCE, root, root.resolve("cache"), new PortRange(20000, 20100), "10.200.0.0/16");
        return new LocalHostAgent(config, new FakeEngine(Clock.systemUTC()), Clock.systemUTC());
    }

    private static String why(JoinPlatform.Outcome outcome) {
        return ((JoinPlatform.Outcome.Refused) outcome).why();
    }

    private boolean hears(HostId id) {
        return port.agents.find(id).isPresent() && !port.agents.isSilent(id);
    }

    @Test
    void aMachineJoinsOnceAndIsAHostWithWhatItReports() throws IOException {
        HostIdentity identity = port.joined("alpha", root.resolve("identity"));
        HostId id = HostId.parse(identity.hostId());
        assertThat(HostIdentity.read(root.resolve("identity"))).contains(identity);
        try (AgentLink _ = port.dial(identity, machine(), _ -> {})) {
            await().until(() -> hears(id));
            Host host = platform.database.asPlatform(tx -> Hosts.find(tx, id)).orElseThrow();
            assertThat(host.name()).isEqualTo("alpha");
            assertThat(host.remote()).isTrue();
            assertThat(List.of(
                            host.place().region(),
                            host.place().zone(),
                            host.place().provider()))
                    .containsExactly("eu", "eu-1", "own");
            assertThat(host.disks()).as("of its data and of its agent").hasSize(2);
            await().untilAsserted(() -> assertThat(platform.database
                            .asPlatform(tx -> Hosts.find(tx, id))
                            .orElseThrow()
                            .clockSkew()
                            .orElseThrow())
                    .isBetween(Duration.ofSeconds(-1), Duration.ofSeconds(1)));
        }
    }

    @Test
    void aHostWhoseClockIsFarOffTakesNoNodesUntilItIsRightAgain() {
        HostIdentity identity = port.joined("alpha", root.resolve("identity"));
        HostId id = HostId.parse(identity.hostId());
        var ahead = new AtomicReference<>(Duration.ofSeconds(12));
        InstantSource hosts = () -> Instant.now().plus(ahead.get());
        try (AgentLink _ = port.dial(identity, machine(), _ -> {}, hosts.withZone(ZoneOffset.UTC))) {
            await().until(() -> stateOf(id).equals(Optional.of(Host.State.CORDONED)));
            assertThat(reasons("host.cordoned")).singleElement().asString().contains("ms ahead");
            ahead.set(Duration.ofSeconds(-5));
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            reasons("host.clock-skewed").stream().anyMatch(reason -> reason.contains("ms behind")));
            assertThat(stateOf(id)).as("better, and not right yet").contains(Host.State.CORDONED);
            ahead.set(Duration.ZERO);
            await().atMost(Duration.ofSeconds(30)).until(() -> stateOf(id).equals(Optional.of(Host.State.ACTIVE)));
            assertThat(reasons("host.uncordoned")).containsExactly("its clock is right again");
        }
    }

    private Optional<Host.State> stateOf(HostId id) {
        return platform.database.asPlatform(tx -> Hosts.find(tx, id).map(Host::state));
    }

    private List<String> reasons(String kind) {
        return platform.database.asPlatform(tx ->
                tx.select(EVENT.REASON).from(EVENT).where(EVENT.KIND.eq(kind)).fetch(EVENT.REASON));
    }

    @Test
    void theKeyIsTheOwnersAloneAndNoSecretIsInTheDatabase() throws IOException {
        JoinToken token = port.token("alpha", Duration.ofMinutes(5));
        var identity = ((JoinPlatform.Outcome.Joined) port.join(token, root.resolve("identity"))).identity();
        try (Stream<Path> files = Files.list(root.resolve("identity"))) {
            assertThat(files.toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        String stored =
                platform.database.asPlatform(tx -> tx.fetch(HOST_JOIN_TOKEN).formatJSON()
                        + tx.fetch(HOST_CERTIFICATE).formatJSON()
                        + tx.fetch(HOST_AUTHORITY).formatJSON()
                        + Events.before(tx, new Scope.Everybody(), EventFilter.ALL, Long.MAX_VALUE, 100));
        assertThat(stored).doesNotContain(token.secret());
        assertThat(identity.toString()).doesNotContain(token.secret());
    }

    @Test
    void aTokenUsedTwiceIsRefusedAndThatIsAnEvent() {
        JoinToken token = port.token("alpha", Duration.ofMinutes(5));
        assertThat(port.join(token, root.resolve("one"))).isInstanceOf(JoinPlatform.Outcome.Joined.class);
        assertThat(why(port.join(token, root.resolve("two")))).contains("the token was used at");
        assertThat(HostIdentity.read(root.resolve("two"))).isEmpty();
        assertThat(platform.database.<List<Event>>asPlatform(
                        tx -> Events.before(tx, new Scope.Everybody(), EventFilter.ALL, Long.MAX_VALUE, 100)))
                .anyMatch(event -> event.kind().equals("host.join-refused"));
    }

    @Test
    void anAgentThatEndedBeforeItKeptWhatItWasGivenComesAgainWithItsTokenAndNobodyElseDoes() {
        JoinToken token = port.token("alpha", Duration.ofMinutes(5));
        assertThatThrownBy(() -> JoinPlatform.run(
                        port.address, token, root.resolve("one"), Clock.systemUTC(), EnrolmentTest::endsOnceCertified))
                .hasMessage("the agent ends");
        assertThat(HostIdentity.read(root.resolve("one"))).isEmpty();
        assertThat(why(port.join(token, root.resolve("two")))).contains("the token was used at");
        assertThat(port.join(token, root.resolve("one"))).isInstanceOf(JoinPlatform.Outcome.Joined.class);
        assertThat(root.resolve("one/joining-key.der")).doesNotExist();
        HostIdentity identity = HostIdentity.read(root.resolve("one")).orElseThrow();
        platform.database.doAsPlatform(tx -> JoinHost.revoke(tx, HostId.parse(identity.hostId())));
        assertThat(why(port.join(token, root.resolve("one")))).contains("the token was used at");
    }

    private static void endsOnceCertified(FailPoint point) {
        if (point == FailPoint.CERTIFIED) throw new IllegalStateException("the agent ends");
    }

    @Test
    void aTokenThatIsOverOrWrongOrOfAnotherPlatformIsRefused() {
        JoinToken token = port.token("alpha", Duration.ofMinutes(5));
        platform.database.doAsPlatform(tx -> tx.execute("update host_join_token set expires_at = now()"));
        assertThat(why(port.join(token, root.resolve("a")))).contains("the token was good until");
        var guessed = new JoinToken(token.id(), "0".repeat(40), token.authoritySha256());
        assertThat(why(port.join(guessed, root.resolve("a")))).contains("the token is not known");
        var elsewhere = new JoinToken(token.id(), token.secret(), "0".repeat(64));
        assertThat(why(port.join(elsewhere, root.resolve("a"))))
                .contains("is not the control plane that gave this token");
    }

    @Test
    void aRevokedHostsStreamIsEndedAndItIsNotLetInAgainUntilItJoinsAgainAsTheSameHost() {
        HostIdentity identity = port.joined("alpha", root.resolve("identity"));
        HostId id = HostId.parse(identity.hostId());
        try (AgentLink _ = port.dial(identity, machine(), _ -> {})) {
            await().until(() -> hears(id));
            platform.database.doAsPlatform(tx -> JoinHost.revoke(tx, id));
            port.links.end(id, "revoked");
            await().until(() -> port.agents.isSilent(id));
            await().during(Duration.ofSeconds(2)).until(() -> port.agents.isSilent(id));
            HostIdentity again = port.joined("alpha", root.resolve("identity"));
            assertThat(again.hostId()).isEqualTo(identity.hostId());
            try (AgentLink _ = port.dial(again, machine(), _ -> {})) {
                await().until(() -> hears(id));
            }
        }
        assertThat(platform.database.<Integer>asPlatform(tx -> tx.fetchCount(HOST)))
                .isEqualTo(1);
    }

    @Test
    void aRevocationThatAnotherControlPlaneMadeEndsTheStreamSoon() {
        HostIdentity identity = port.joined("alpha", root.resolve("identity"));
        HostId id = HostId.parse(identity.hostId());
        try (AgentLink _ = port.dial(identity, machine(), _ -> {})) {
            await().until(() -> hears(id));
            platform.database.doAsPlatform(tx -> JoinHost.revoke(tx, id));
            await().atMost(Duration.ofSeconds(8)).until(() -> port.agents.isSilent(id));
        }
    }

    @Test
    void aCertificateIsRenewedByItselfWellBeforeItIsOverAndAStreamOutlivesIt() {
        port.close();
        port = new HostPortInTest(platform.database, Duration.ofSeconds(12));
        HostIdentity identity = port.joined("alpha", root.resolve("identity"));
        HostId id = HostId.parse(identity.hostId());
        try (var keep = new KeepCertificate(
                                port.address,
                                identity,
                                root.resolve("identity"),
                                Clock.systemUTC(),
                                Duration.ofMillis(500))
                        .start();
                AgentLink _ = port.dial(identity, machine(), _ -> {})) {
            await().until(() -> hears(id));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !keep.identity().certificate().equals(identity.certificate()));
            assertThat(HostIdentity.read(root.resolve("identity")).orElseThrow().certificate())
                    .isEqualTo(keep.identity().certificate());
            await().during(Duration.ofSeconds(14))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> hears(id));
        }
    }

    @Test
    void aHostWhoseCertificateIsOverIsCutOffUntilItJoinsAgainAsTheSameHost() {
        port.close();
        port = new HostPortInTest(platform.database, Duration.ofSeconds(12));
        HostIdentity identity = port.joined("alpha", root.resolve("identity"));
        HostId id = HostId.parse(identity.hostId());
        try (AgentLink _ = port.dial(identity, machine(), _ -> {})) {
            await().until(() -> hears(id));
            await().atMost(Duration.ofSeconds(30)).until(() -> port.agents.isSilent(id));
            await().during(Duration.ofSeconds(3)).until(() -> port.agents.isSilent(id));
        }
        HostIdentity again = port.joined("alpha", root.resolve("identity"));
        assertThat(again.hostId()).isEqualTo(identity.hostId());
        try (AgentLink _ = port.dial(again, machine(), _ -> {})) {
            await().until(() -> hears(id));
        }
    }

    @Test
    void twoThatUseOneTokenAtOnceAreOneHost() {
        JoinToken token = port.token("alpha", Duration.ofMinutes(5));
        List<JoinPlatform.Outcome> outcomes = Stream.of("one", "two", "three")
                .parallel()
                .map(name -> port.join(token, root.resolve(name)))
                .toList();
        assertThat(outcomes)
                .filteredOn(JoinPlatform.Outcome.Joined.class::isInstance)
                .hasSize(1);
    }
}
