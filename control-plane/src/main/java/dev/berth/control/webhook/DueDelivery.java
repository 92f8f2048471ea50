package dev.berth.control.webhook;

import dev.berth.control.tenant.TenantId;
import java.net.URI;
import java.util.List;

/**
 * A delivery that is to be tried now.
 *
 * @param attempt the number of this try
 * @param secrets all that sign it, the newest first
 * @param body the JSON that is sent
 * @param retried whether it is tried again when it is not heard
 */
record DueDelivery(
        DeliveryId id,
        WebhookId webhook,
        TenantId tenant,
        boolean ofPlatform,
        URI url,
        int attempt,
        List<SigningSecret> secrets,
        String body,
        boolean retried) {

    /** What came of a try. */
    sealed interface Outcome {
        /** A status of 200 to 299. */
        record Heard(int status) implements Outcome {}

        record Answered(int status) implements Outcome {}

        record Unreached(String reason) implements Outcome {}
    }
}
