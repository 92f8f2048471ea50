package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.berth.contract.v1.JsonRpcError;
import dev.berth.contract.v1.Refusal;
import dev.berth.contract.v1.RefusalOuterClass;
import dev.berth.proxy.jsonrpc.JsonRpc20;
import dev.berth.proxy.jsonrpc.Refused;
import dev.berth.proxy.jsonrpc.Slice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What unmodified viem and ethers do with every error of the contract's table, in the proxy's own words: what will not change is
 * sent once, what passes is sent again after the time that was asked for.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusalsIT {
    private static final int TOO_MANY_REQUESTS = 429;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, JsonNode> met = new HashMap<>();

    static List<Refusal> refusals() {
        return Arrays.stream(Refusal.values())
                .filter(refusal -> refusal != Refusal.UNRECOGNIZED)
                .filter(refusal -> refusal.getValueDescriptor().getOptions().hasExtension(RefusalOuterClass.jsonRpc))
                .toList();
    }

    private static JsonRpcError error(Refusal refusal) {
        return refusal.getValueDescriptor().getOptions().getExtension(RefusalOuterClass.jsonRpc);
    }

    @BeforeAll
    void showAllToBothClients() throws IOException {
        ArrayNode shown = json.createArrayNode();
        for (Refusal refusal : refusals()) {
            Refused refused = Refused.of(refusal);
            byte[] body = new JsonRpc20().refusal(Slice.of("$id"), refused);
            var each = shown.addObject()
                    .put("name", refusal.name())
                    .put("status", refused.httpStatus())
                    .put("body", new String(body, StandardCharsets.UTF_8));
            if (refused.retryAfter() != null) each.put("retryAfter", Refused.retryAfterHeader(refused.retryAfter()));
        }
        String told = Program.script("refusals.mjs").told(shown.toString()).run();
        for (JsonNode each : json.readTree(told))
            met.put(each.path("refusal").asText() + each.path("client").asText(), each);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void viemSendsAgainWhatPassesAndNothingElse(Refusal refusal) {
        JsonNode viem = seenBy("viem", refusal);
        if (error(refusal).getPassing()) assertRepeatedInTime(viem);
        else assertSentOnce(viem);
    }

    /** Of all that passes, ethers repeats only limits, at a pace of its own, and says the rest to its caller at once. */
    @ParameterizedTest
    @MethodSource("refusals")
    void ethersSendsAgainALimitThatPassesUntilItHasAndNothingElse(Refusal refusal) {
        JsonNode ethers = seenBy("ethers", refusal);
        if (error(refusal).getHttpStatus() == TOO_MANY_REQUESTS) assertAnswered(ethers);
        else assertSentOnce(ethers);
    }

    private JsonNode seenBy(String client, Refusal refusal) {
        return Objects.requireNonNull(met.get(refusal.name() + client), client + " was shown all");
    }

    private static void assertSentOnce(JsonNode seen) {
        assertThat(seen.path("requests").asInt()).as("%s", seen).isOne();
        assertThat(seen.path("answered").asBoolean()).as("%s", seen).isFalse();
    }

    private static void assertRepeatedInTime(JsonNode seen) {
        assertAnswered(seen);
        assertThat(seen.path("requests").asInt()).as("%s", seen).isEqualTo(2);
    }

    private static void assertAnswered(JsonNode seen) {
        assertThat(seen.path("answered").asBoolean()).as("%s", seen).isTrue();
        assertThat(seen.path("answeredAfterMillis").asInt()).as("%s", seen).isBetween(1_000, 20_000);
    }
}
