package dev.berth.proxy.relay;

import dev.berth.proxy.access.Access;
import dev.berth.proxy.jsonrpc.Refused;
import dev.berth.proxy.upstream.LiveTarget;
import org.jspecify.annotations.Nullable;

/** Whether a presented key opens anything. */
public sealed interface Admission {
    /** What it opens; the target is null while the routing table does not have it. */
    record Admitted(Access access, @Nullable LiveTarget target) implements Admission {
        /** Whether the network's dialect lets a body come with this content type. */
        public boolean accepts(@Nullable String contentType) {
            return target == null
                    || target.target().network().methods().dialect().accepts(contentType);
        }
    }

    record TurnedAway(Refused refused) implements Admission {}
}
