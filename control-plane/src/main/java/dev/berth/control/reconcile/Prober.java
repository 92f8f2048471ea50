package dev.berth.control.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.control.template.Network;
import dev.berth.control.template.PortRef;
import dev.berth.control.template.Readiness;
import dev.berth.control.template.UnitPlan;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.engine.UnitName;
import dev.berth.host.probe.ProbeCall;
import dev.berth.host.probe.ProbeOutcome;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks a node, from outside it, all that its template's readiness and its network want to know. Blocking. */
final class Prober {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final String ENGINE_METHOD = "engine_exchangeCapabilities";
    private static final JsonNode ENGINE_PARAMS = JSON.createArrayNode().add(JSON.createArrayNode());
    private static final Set<Integer> REFUSED = Set.of(401, 403);

    private Prober() {}

    /** @param secrets what credentials of the template's served ports are made of; asked for where there are such */
    static ProbeResult probe(WantedNode wanted, HostAgent host, Supplier<Map<String, String>> secrets, Instant now) {
        var asking = new Asking(wanted, host, secrets);
        Network network = wanted.network();
        Optional<String> silence = Optional.empty();
        Optional<String> refused = Optional.empty();
        JsonNode head = null;
        for (Readiness.Probe probe : wanted.plan().orElseThrow().readiness().answers()) {
            if (probe.engine() != null) {
                refused = asking.engineRefuses(probe.engine());
                continue;
            }
            Answer answer = asking.ask(probe, network);
            if (answer.silence() != null) {
                silence = Optional.of(answer.silence());
                break;
            }
            if (probe.head() != null) head = answer.result();
        }
        int generation = wanted.node().generation();
        if (silence.isPresent())
            return new ProbeResult(now, generation, silence, null, null, null, null, Optional.empty(), refused);
        PortRef port = asking.headPort();
        return new ProbeResult(
                now,
                generation,
                Optional.empty(),
                head == null ? null : number(head, network.head().number()),
                head == null ? null : time(head, network.head().time()),
                (port == null || network.syncing() == null) ? null : asking.syncing(port, network.syncing()),
                (port == null || network.peers() == null) ? null : asking.peers(port, network.peers()),
                (port == null || network.identity() == null)
                        ? Optional.empty()
                        : asking.identity(port, network.identity()),
                refused);
    }

    private record Answer(
            @Nullable String silence, @Nullable JsonNode result) {}

    private record Asking(WantedNode wanted, HostAgent host, Supplier<Map<String, String>> secrets) {
        @Nullable
        PortRef headPort() {
            return wanted.plan().orElseThrow().readiness().answers().stream()
                    .map(Readiness.Probe::head)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }

        Answer ask(Readiness.Probe probe, Network network) {
            if (probe.head() != null)
                return call(
                        probe.head(), network.head().method(), network.head().params());
            Readiness.HttpProbe http = Objects.requireNonNull(probe.http());
            return switch (at(http.port(), credential -> new ProbeCall.Get(http.path(), credential))) {
                case ProbeOutcome.NoAnswer(String reason) -> new Answer(reason, null);
                case ProbeOutcome.Answered answered ->
                    http.status().contains(answered.status())
                            ? new Answer(null, null)
                            : new Answer(http.path() + " answers with status " + answered.status(), null);
            };
        }

        /** Why the Engine API does not let in whoever knows the node's secret; empty: it does, or does not answer now. */
        Optional<String> engineRefuses(Readiness.EngineProbe probe) {
            String secret = Objects.requireNonNull(secrets.get().get(probe.secret()), probe.secret());
            var call = new ProbeCall.JsonRpc(
                    "/", ENGINE_METHOD, ENGINE_PARAMS, Optional.of(new ProbeCall.TokenSecret(secret)));
            return host.probe(unit(probe.port()), probe.port().port(), call, TIMEOUT)
                                    instanceof ProbeOutcome.Answered answered
                            && REFUSED.contains(answered.status())
                    ? Optional.of(probe.port().unit() + " refuses the secret " + probe.secret() + " (HTTP "
                            + answered.status() + "): restart the node, which gives all its units the same one anew")
                    : Optional.empty();
        }

        Answer call(PortRef port, String method, JsonNode params) {
            ProbeOutcome outcome =
                    at(port, credential -> new ProbeCall.JsonRpc(path(port), method, params, credential));
            return switch (outcome) {
                case ProbeOutcome.NoAnswer(String reason) -> new Answer(reason, null);
                case ProbeOutcome.Answered answered -> result(method, answered.status(), answered.body());
            };
        }

        private static Answer result(String method, int status, String body) {
            try {
                JsonNode answer = JSON.readTree(body);
                JsonNode error = answer.get("error");
                if (error != null && !error.isNull()) return new Answer(method + " answers with " + error, null);
                JsonNode result = answer.get("result");
                return result == null
                        ? new Answer(method + " answers without a result (HTTP " + status + ")", null)
                        : new Answer(null, result);
            } catch (JsonProcessingException e) {
                return new Answer(method + " does not answer in JSON (HTTP " + status + ")", null);
            }
        }

        @Nullable
        Boolean syncing(PortRef port, Network.SyncProbe probe) {
            JsonNode result = call(port, probe.method(), probe.params()).result();
            return result == null ? null : !result.at(probe.pointer()).equals(probe.done());
        }

        @Nullable
        Integer peers(PortRef port, Network.NumberProbe probe) {
            JsonNode result = call(port, probe.method(), probe.params()).result();
            Long peers = result == null ? null : number(result.at(probe.pointer()), probe.format());
            return peers == null ? null : Math.toIntExact(peers);
        }

        Optional<String> identity(PortRef port, Network.IdentityProbe probe) {
            JsonNode result = call(port, probe.method(), probe.params()).result();
            if (result == null) return Optional.empty();
            JsonNode found = result.at(probe.pointer());
            return found.equals(probe.expect())
                    ? Optional.empty()
                    : Optional.of("is on another chain: " + probe.method() + " says " + found + " (expected: "
                            + probe.expect() + ")");
        }

        private ProbeOutcome at(PortRef port, Function<Optional<ProbeCall.Credential>, ProbeCall> call) {
            return host.probe(unit(port), port.port(), call.apply(credential(port)), TIMEOUT);
        }

        private UnitName unit(PortRef port) {
            return wanted.plan().orElseThrow().units().stream()
                    .map(UnitPlan::name)
                    .filter(name -> name.unit().equals(port.unit()))
                    .findFirst()
                    .orElseThrow();
        }

        private String path(PortRef port) {
            return wanted.template().serves().stream()
                    .filter(served -> served.port().equals(port) && served.path() != null)
                    .map(served -> Objects.requireNonNull(served.path()))
                    .findFirst()
                    .orElse("/");
        }

        private Optional<ProbeCall.Credential> credential(PortRef port) {
            return wanted.template().serves().stream()
                    .filter(served -> served.port().equals(port))
                    .map(served -> served.credential())
                    .filter(Objects::nonNull)
                    .<ProbeCall.Credential>map(rule -> new ProbeCall.BasicCredential(
                            rule.basic().user(),
                            Objects.requireNonNull(
                                    secrets.get().get(rule.basic().secret()),
                                    rule.basic().secret())))
                    .findFirst();
        }
    }

    private static @Nullable Long number(JsonNode result, Network.NumberAt at) {
        return number(result.at(at.pointer()), at.format());
    }

    private static @Nullable Instant time(JsonNode result, Network.@Nullable NumberAt at) {
        Long seconds = at == null ? null : number(result, at);
        return seconds == null || seconds == 0 ? null : Instant.ofEpochSecond(seconds);
    }

    private static @Nullable Long number(JsonNode value, Network.Format format) {
        try {
            return switch (format) {
                case HEX ->
                    value.isTextual()
                            ? new BigInteger(value.asText().replaceFirst("^0x", ""), 16).longValueExact()
                            : null;
                case DECIMAL ->
                    value.isNumber() || value.isTextual() ? new BigInteger(value.asText()).longValueExact() : null;
            };
        } catch (ArithmeticException | NumberFormatException notANumber) {
            return null;
        }
    }
}
