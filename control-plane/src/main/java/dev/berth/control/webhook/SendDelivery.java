package dev.berth.control.webhook;

import dev.berth.control.outbound.OutboundHttp;
import dev.berth.control.outbound.PublicNetwork;
import dev.berth.control.webhook.DueDelivery.Outcome;
import inet.ipaddr.IPAddress;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;

/**
 * Sends a delivery once, signed as Standard Webhooks lays it down. Addresses besides the public network are the operator's own
 * webhooks' only, and never share a connection with a tenant's.
 */
public final class SendDelivery implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final OutboundHttp tenants;
    private final OutboundHttp operators;

    /**
     * @param besides ranges that the operator's own webhooks may be in, though they are not of the public network
     * @param ports that are called
     */
    public SendDelivery(List<IPAddress> besides, Set<Integer> ports) {
        this(
                new OutboundHttp(PublicNetwork.ALONE, ports, PATIENCE),
                new OutboundHttp(new PublicNetwork(besides), ports, PATIENCE));
    }

    SendDelivery(OutboundHttp tenants, OutboundHttp operators) {
        this.tenants = tenants;
        this.operators = operators;
    }

    /** Why nothing would be sent there, whatever its name leads to. */
    public Optional<String> wrong(URI url) {
        return tenants.wrong(url);
    }

    Outcome send(DueDelivery delivery, Instant now) {
        OutboundHttp http = delivery.ofPlatform() ? operators : tenants;
        return http.<Outcome>call(
                delivery.url(),
                url -> request(delivery, url, now),
                response -> response.getCode() / 100 == 2
                        ? new Outcome.Heard(response.getCode())
                        : new Outcome.Answered(response.getCode()),
                Outcome.Unreached::new);
    }

    private static HttpPost request(DueDelivery delivery, URI url, Instant now) {
        var post = new HttpPost(url);
        String id = "msg_" + delivery.id();
        long time = now.getEpochSecond();
        post.setHeader("user-agent", "Berth");
        post.setHeader("webhook-id", id);
        post.setHeader("webhook-timestamp", time);
        post.setHeader(
                "webhook-signature",
                delivery.secrets().stream()
                        .map(secret -> secret.sign(id, time, delivery.body()))
                        .collect(Collectors.joining(" ")));
        post.setEntity(new StringEntity(delivery.body(), ContentType.APPLICATION_JSON));
        return post;
    }

    @Override
    public void close() throws IOException {
        tenants.close();
        operators.close();
    }
}
