package dev.berth.proxy.relay;

import dev.berth.contract.v1.Refusal;
import dev.berth.proxy.access.Access;
import dev.berth.proxy.access.Allowlists;
import dev.berth.proxy.explain.CallStory;
import dev.berth.proxy.explain.RequestId;
import dev.berth.proxy.jsonrpc.Item;
import dev.berth.proxy.jsonrpc.Refused;
import dev.berth.proxy.method.Method;
import dev.berth.proxy.upstream.LiveTarget;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a presented key opens anything. */
public sealed interface Admission {
    /**
     * What it opens.
     *
     * @param target null while the routing table does not have it
     * @param barred why none of the caller's calls is served, whatever they are; null: they may be
     * @param wouldRefuse what lists would have refused, were they in force; null: they are
     * @param request names the request towards its caller
     * @param traceParent the trace that the caller says it belongs to; null: in none
     * @param since when it came, on the proxy's own clock
     */
    record Admitted(
            Access access,
            @Nullable LiveTarget target,
            @Nullable Refused barred,
            @Nullable Set<Refusal> wouldRefuse,
            RequestId request,
            @Nullable String traceParent,
            long since)
            implements Admission {

        static Admitted of(Access access, @Nullable LiveTarget target, Caller caller, RequestId request, long since) {
            Allowlists lists = access.lists();
            Set<Refusal> wouldRefuse = lists.dryRun() ? EnumSet.noneOf(Refusal.class) : null;
            Refused barred = null;
            if (!lists.origins().allow(caller.origin(), caller.referer()))
                barred = refuse(wouldRefuse, Refusal.ORIGIN_NOT_ALLOWED);
            if (!lists.sources().isEmpty() && !lists.sources().contain(caller.address())) {
                Refused source = refuse(wouldRefuse, Refusal.SOURCE_NOT_ALLOWED);
                if (barred == null) barred = source;
            }
            return new Admitted(access, target, barred, wouldRefuse, request, caller.traceParent(), since);
        }

        /** The story of one of the request's items begins. */
        CallStory story(int item) {
            return new CallStory(request, traceParent, item, access, target == null ? null : target.target(), since);
        }

        /** Why the token that came does not allow a call, whether lists are only tried or not; null: it does, or none came. */
        @Nullable
        Refused beyondClaims(Method method, Item.Call call) {
            Allowlists claimed = access.claimed();
            if (claimed == null) return null;
            if (!claimed.methods().allow(call.method())) return Refused.of(Refusal.METHOD_NOT_ALLOWED);
            if (method.contract() == null || claimed.contracts().isEmpty()) return null;
            boolean allowed = claimed.allowContracts(method.contract().in(call.params()));
            return allowed ? null : Refused.of(Refusal.CONTRACT_NOT_ALLOWED);
        }

        /** What a list says of a call; while lists are only tried, it is noted, and nothing is refused. */
        @Nullable
        Refused refuse(Refusal refusal) {
            return refuse(wouldRefuse, refusal);
        }

        private static @Nullable Refused refuse(@Nullable Set<Refusal> wouldRefuse, Refusal refusal) {
            if (wouldRefuse == null) return Refused.of(refusal);
            wouldRefuse.add(refusal);
            return null;
        }

        /** Whether the network's dialect lets a body come with this content type. */
        public boolean accepts(@Nullable String contentType) {
            return target == null
                    || target.target().network().methods().dialect().accepts(contentType);
        }
    }

    record TurnedAway(Refused refused) implements Admission {}
}
