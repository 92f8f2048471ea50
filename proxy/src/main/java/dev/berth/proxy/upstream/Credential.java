package dev.berth.proxy.upstream;

import com.google.protobuf.ByteString;
import dev.berth.proxy.route.UpstreamId;
import java.util.Base64;

/** How Berth signs in at a node. Never printed. */
sealed interface Credential {
    record None() implements Credential {}

    /** The value of the {@code authorization} header. */
    record Basic(String authorization) implements Credential {
        @Override
        public String toString() {
            return "Basic (hidden)";
        }
    }

    /** There is one, but it cannot be read; the node is not asked then. */
    record Unreadable(String reason) implements Credential {}

    static Credential open(ByteString sealed, UpstreamId upstream, SealingKey key) {
        if (sealed.isEmpty()) return new None();
        return switch (key.open(sealed.toByteArray(), upstream.value())) {
            case SealingKey.Opened(byte[] clear) ->
                new Basic("Basic " + Base64.getEncoder().encodeToString(clear));
            case SealingKey.NotOpened(String reason) -> new Unreadable(reason);
        };
    }
}
