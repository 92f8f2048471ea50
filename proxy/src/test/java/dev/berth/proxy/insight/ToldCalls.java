package dev.berth.proxy.insight;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.Outcome;
import dev.berth.contract.v1.Refusal;
import dev.berth.proxy.access.Access;
import dev.berth.proxy.access.AccessTable;
import dev.berth.proxy.access.KeyId;
import dev.berth.proxy.explain.CallStory;
import dev.berth.proxy.explain.RequestId;
import dev.berth.proxy.jsonrpc.Refused;
import java.time.Duration;

/** Stories of calls that ended, as a relay tells them. */
final class ToldCalls {
    private ToldCalls() {}

    static Access access(int endpoint) {
        String key = "%012d".formatted(endpoint);
        var table = new AccessTable();
        table.apply(AccessEntry.newBuilder()
                .setKeyId(key)
                .setVersion(1)
                .setSecretSha256(ByteString.copyFrom(new byte[32]))
                .setEndpointId("endpoint-" + endpoint)
                .setTenantId("tenant")
                .setTargetId("pool")
                .setNetwork("devnet")
                .build());
        Access access = table.find(new KeyId(key));
        if (access == null) throw new AssertionError("no access");
        return access;
    }

    static CallStory answered(Access access, Duration took) {
        CallStory story = began(access, 1);
        story.ended(Outcome.ANSWERED, took.toNanos());
        return story;
    }

    static CallStory erred(Access access, long request, int code) {
        CallStory story = began(access, request);
        story.nodeErred(code, 200);
        story.ended(Outcome.ANSWERED, 1_000_000);
        return story;
    }

    static CallStory refused(Access access, long request, Refusal why) {
        CallStory story = began(access, request);
        story.refused(Refused.of(why));
        story.ended(Outcome.REFUSED, 20_000);
        return story;
    }

    private static CallStory began(Access access, long request) {
        return new CallStory(new RequestId(request), null, 0, access, null, 0);
    }
}
