package dev.berth.control.webhook;

import static dev.berth.migrations.schema.Tables.WEBHOOK_DELIVERY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.outbound.OutboundHttp;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import dev.berth.control.tenant.Tenants;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told of what, signed how, and how often. */
class DeliverEventsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Rule ALL = new Rule(List.of(), Optional.empty(), Severity.INFO);
    private static final MasterKey KEY = new MasterKey(new byte[32]);

    @TempDir
    Path folder;

    private final PlatformInTest platform = new PlatformInTest();
    private final Webhooks webhooks = new Webhooks(KEY);
    private final AtomicInteger resolved = new AtomicInteger();
    private final SigningSecret secret = SigningSecret.random();
    private Receiver receiver;
    private SendDelivery sendDelivery;
    private DeliverEvents deliverEvents;
    private TenantId tenant;
    private TenantId operator;

    @BeforeEach
    void open() throws Exception {
        receiver = new Receiver(folder);
        sendDelivery = new SendDelivery(toReceiver(), toReceiver());
        deliverEvents = new DeliverEvents(platform.database, KEY, sendDelivery);
        tenant = platform.tenant("acme", false, "automatic", 5);
        operator = platform.database.asPlatform(Tenants::platform);
    }

    @AfterEach
    void close() throws Exception {
        deliverEvents.close();
        sendDelivery.close();
        receiver.close();
        platform.close();
    }

    private OutboundHttp toReceiver() {
        return new OutboundHttp(
                name -> {
                    resolved.incrementAndGet();
                    if (name.equals(Receiver.NAME)) return new InetAddress[] {InetAddress.getLoopbackAddress()};
                    throw new UnknownHostException(name);
                },
                receiver.trusted(),
                Set.of(receiver.port()),
                PATIENCE);
    }

    private Webhook hook(TenantId of, String name, Rule rule) {
        return platform.database.asPlatform(tx -> {
            var wish = new Webhooks.Wish(name, URI.create(receiver.url("/" + name)), rule, true);
            webhooks.add(tx, of, wish, secret, "key:test");
            return Webhooks.find(tx, new Scope.OneTenant(of), name).orElseThrow();
        });
    }

    private void happens(@Nullable TenantId to, String kind) {
        platform.database.doAsPlatform(
                tx -> Events.record(tx, new NewEvent(to, Actor.RECONCILER, kind, Subject.of("node", "n1"), "because")));
    }

    private void tell() {
        deliverEvents.run();
        await().atMost(PATIENCE.multipliedBy(4)).until(() -> tried() == 0);
    }

    /** How many are being tried: claimed, and nothing noted since. */
    private int tried() {
        return platform.database.asPlatform(tx -> tx.fetchCount(
                WEBHOOK_DELIVERY,
                WEBHOOK_DELIVERY.STATE.eq("waiting"),
                WEBHOOK_DELIVERY.ATTEMPTS.gt(0),
                WEBHOOK_DELIVERY.TRIED_AT.isNull()));
    }

    private void aDayPasses() {
        platform.database.doAsPlatform(tx ->
                tx.execute("update webhook_delivery set next_try_at = now() - interval '1 second', tried_at = null"
                        + " where state = 'waiting'"));
    }

    private List<Delivery> deliveries(Webhook webhook) {
        return platform.database.asPlatform(tx -> Deliveries.before(tx, webhook.id(), Optional.empty(), 100));
    }

    private List<String> heard() {
        return receiver.told().stream()
                .map(told -> told.path() + " " + json(told.body()).path("type").asText())
                .sorted()
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Test
    void anEventIsToldOnceSignedOverIdTimeAndBody() {
        Webhook hook = hook(tenant, "mine", ALL);
        happens(tenant, "node.failed");
        tell();
        tell();
        Receiver.Told told = receiver.told().getFirst();
        assertThat(receiver.told()).hasSize(1);
        assertThat(resolved).as("what was resolved is what is called").hasValue(1);
        String id = told.header("webhook-id");
        long time = Long.parseLong(told.header("webhook-timestamp"));
        assertThat(told.header("webhook-signature")).isEqualTo(secret.sign(id, time, told.body()));
        assertThat(Math.abs(time - System.currentTimeMillis() / 1000)).isLessThan(300);
        JsonNode data = json(told.body()).path("data");
        assertThat(data.at("/tenant/name").asText()).isEqualTo("acme");
        assertThat(data.path("severity").asText()).isEqualTo("critical");
        assertThat(data.path("reason").asText()).isEqualTo("because");
        assertThat(deliveries(hook)).singleElement().satisfies(delivery -> {
            assertThat(delivery.state()).isEqualTo(Delivery.State.DELIVERED);
            assertThat(delivery.status()).isEqualTo(204);
            assertThat(id).isEqualTo("msg_" + delivery.id());
        });
    }

    @Test
    void aTenantHearsOfItselfAndTheOperatorOfAll() {
        TenantId other = platform.tenant("other", false, "automatic", 5);
        hook(tenant, "mine", ALL);
        hook(operator, "all", ALL);
        hook(operator, "theirs", new Rule(List.of(), Optional.of(other), Severity.INFO));
        happens(tenant, "node.ready");
        happens(other, "node.failed");
        happens(null, "host.lost");
        tell();
        assertThat(heard())
                .containsExactly(
                        "/all host.lost",
                        "/all node.failed",
                        "/all node.ready",
                        "/mine node.ready",
                        "/theirs node.failed");
    }

    @Test
    void aRuleChoosesByKindAndSeverity() {
        hook(tenant, "bad", new Rule(List.of(), Optional.empty(), Severity.CRITICAL));
        hook(tenant, "leases", new Rule(List.of("lease.", "node.ready"), Optional.empty(), Severity.INFO));
        for (String kind : List.of("node.ready", "node.failed", "node.degraded", "lease.started", "lease.grace"))
            happens(tenant, kind);
        tell();
        assertThat(heard())
                .containsExactly(
                        "/bad lease.grace",
                        "/bad node.failed",
                        "/leases lease.grace",
                        "/leases lease.started",
                        "/leases node.ready");
    }

    @Test
    void oneThatIsNotHeardIsTriedAgainUnderTheSameIdAndGivenUpAtLast() {
        Webhook hook = hook(tenant, "mine", ALL);
        Webhook watching = hook(operator, "watching", new Rule(List.of("webhook."), Optional.empty(), Severity.INFO));
        receiver.answers(() -> 503);
        happens(tenant, "node.failed");
        for (int attempt = 1; attempt <= 11; attempt++) {
            tell();
            aDayPasses();
        }
        assertThat(deliveries(hook)).singleElement().satisfies(delivery -> {
            assertThat(delivery.state()).isEqualTo(Delivery.State.GIVEN_UP);
            assertThat(delivery.attempts()).isEqualTo(11);
            assertThat(delivery.problem()).isEqualTo("answered 503");
        });
        assertThat(receiver.told().stream()
                        .map(told -> told.header("webhook-id"))
                        .distinct())
                .as("of the event, and of the other webhook's that this one gave up")
                .hasSizeLessThanOrEqualTo(2);
        assertThat(deliveries(watching))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.kind()).isEqualTo("webhook.gave-up"));
    }

    @Test
    void aRedirectIsNotFollowed() {
        Webhook hook = hook(tenant, "mine", ALL);
        receiver.answers(() -> 302);
        happens(tenant, "node.failed");
        tell();
        assertThat(receiver.told()).hasSize(1);
        assertThat(deliveries(hook).getFirst().problem()).isEqualTo("answered 302");
    }

    @Test
    void afterARotationBothSecretsSignUntilTheOverlapEnds() {
        Webhook hook = hook(tenant, "mine", ALL);
        var next = SigningSecret.random();
        platform.database.doAsPlatform(tx -> webhooks.rotate(tx, hook.id(), next, Duration.ofHours(1)));
        happens(tenant, "node.ready");
        tell();
        assertThat(receiver.told().getFirst())
                .satisfies(told -> assertThat(told.header("webhook-signature"))
                        .isEqualTo(signed(next, told) + " " + signed(secret, told)));
        platform.database.doAsPlatform(tx -> tx.execute("update webhook set before_until = now()"));
        happens(tenant, "node.ready");
        tell();
        assertThat(receiver.told().getLast())
                .satisfies(told -> assertThat(told.header("webhook-signature")).isEqualTo(signed(next, told)));
    }

    private static String signed(SigningSecret by, Receiver.Told told) {
        return by.sign(told.header("webhook-id"), Long.parseLong(told.header("webhook-timestamp")), told.body());
    }

    @Test
    void twoControlPlanesTellOnceAndWhatWasClaimedByOneThatDiedIsTriedLater() {
        hook(tenant, "mine", ALL);
        for (int i = 0; i < 5; i++) happens(tenant, "node.ready");
        try (var other = new DeliverEvents(platform.database, KEY, sendDelivery)) {
            Thread first = Thread.ofVirtual().start(deliverEvents::run);
            Thread second = Thread.ofVirtual().start(other::run);
            await().atMost(PATIENCE).until(() -> !first.isAlive() && !second.isAlive());
            await().atMost(PATIENCE).until(() -> receiver.told().size() == 5 && tried() == 0);
        }
        happens(tenant, "node.failed");
        List<DueDelivery> claimed = platform.database.asPlatform(tx -> new Deliveries(webhooks).claim(tx, 10));
        assertThat(claimed).hasSize(1);
        deliverEvents.run();
        assertThat(receiver.told()).hasSize(5);
        aDayPasses();
        tell();
        assertThat(receiver.told()).hasSize(6);
    }

    @Test
    void anEventThatIsRolledBackIsNotTold() {
        Webhook hook = hook(tenant, "mine", ALL);
        try {
            platform.database.doAsPlatform(tx -> {
                Events.record(
                        tx, new NewEvent(tenant, Actor.RECONCILER, "node.ready", Subject.of("node", "n1"), "because"));
                throw new IllegalStateException("rolled back");
            });
        } catch (IllegalStateException rolledBack) {
            assertThat(rolledBack).hasMessage("rolled back");
        }
        assertThat(deliveries(hook)).isEmpty();
    }

    @Test
    void aTestIsSentAtOnceAndNotAgain() {
        Webhook hook = hook(tenant, "mine", ALL);
        assertThat(deliverEvents.test(hook).state()).isEqualTo(Delivery.State.DELIVERED);
        assertThat(heard()).containsExactly("/mine webhook.test");
        receiver.answers(() -> 500);
        Delivery failed = deliverEvents.test(hook);
        assertThat(failed.state()).isEqualTo(Delivery.State.GIVEN_UP);
        assertThat(failed.problem()).isEqualTo("answered 500");
        tell();
        assertThat(receiver.told()).hasSize(2);
    }

    @Test
    void aDeletedOrDisabledWebhookHearsNothing() {
        Webhook deleted = hook(tenant, "deleted", ALL);
        Webhook disabled = hook(tenant, "disabled", ALL);
        happens(tenant, "node.ready");
        platform.database.doAsPlatform(tx -> {
            Webhooks.delete(tx, deleted.id());
            Webhooks.change(tx, disabled.id(), new Webhooks.Wish("disabled", disabled.url(), ALL, false));
        });
        happens(tenant, "node.failed");
        deliverEvents.run();
        assertThat(receiver.told()).isEmpty();
        assertThat(deliveries(disabled)).hasSize(1);
    }

    @Test
    void aSignatureIsAsTheStandardsOwnExampleHasIt() {
        assertThat(SigningSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                        .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330L, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
