package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.berth.proxy.link.ProxyId;
import dev.berth.proxy.listen.ScriptedNode.Resets;
import dev.berth.proxy.trace.TraceSettings;
import dev.berth.proxy.trace.Traces;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a collector of OpenTelemetry receives over its own protocol. */
class TracesTest {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private final RunningProxy proxy = new RunningProxy();
    private final ScriptedNode node = proxy.node();
    private final Vertx vertx = Vertx.vertx();
    private final List<Span> spans = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        proxy.close();
        ScriptedNode.await(vertx.close());
    }

    @Test
    void aCallIsASpanWithItsAttemptsInTheTraceThatItsCallerNamed() {
        proxy.route(node);
        HttpResponse<String> answer;
        try (Traces traces = traces(1)) {
            proxy.told = traces;
            answer = proxy.send(
                    "/" + RunningProxy.SHARED.text(),
                    request -> request.header("content-type", "application/json")
                            .header("traceparent", "00-" + TRACE + "-" + PARENT + "-01")
                            .POST(BodyPublishers.ofString(CALL)));
        }
        await().until(() -> spans.size() == 2);
        Span call = named("eth_call");
        Span attempt = named("attempt");
        assertThat(hex(call.getTraceId().toByteArray())).isEqualTo(TRACE);
        assertThat(hex(call.getParentSpanId().toByteArray())).isEqualTo(PARENT);
        assertThat(attempt.getParentSpanId()).isEqualTo(call.getSpanId());
        assertThat(attribute(call, "berth.request_id"))
                .isEqualTo(answer.headers().firstValue("x-request-id").orElseThrow());
        assertThat(attribute(call, "berth.outcome")).isEqualTo("ANSWERED");
        assertThat(attribute(attempt, "berth.node")).isEqualTo("node-1");
        assertThat(attempt.getStartTimeUnixNano()).isBetween(call.getStartTimeUnixNano(), call.getEndTimeUnixNano());
        assertThat(spans).noneMatch(span -> span.toString().contains(RunningProxy.SHARED.text()));
    }

    @Test
    void whatWentWrongIsTracedEvenIfNothingElseIs() {
        proxy.route(node);
        try (Traces traces = traces(0)) {
            proxy.told = traces;
            proxy.post(RunningProxy.SHARED, CALL);
            node.script = _ -> new Resets();
            proxy.post(RunningProxy.SHARED, CALL);
        }
        await().until(() -> !spans.isEmpty());
        assertThat(spans.stream().filter(span -> span.getName().equals("eth_call")))
                .singleElement()
                .satisfies(
                        span -> assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR));
    }

    private Traces traces(double share) {
        var collector = ScriptedNode.await(vertx.createHttpServer()
                .requestHandler(request -> request.bodyHandler(body -> {
                    take(body.getBytes());
                    request.response().end();
                }))
                .listen(0, "127.0.0.1"));
        URI to = URI.create("http://127.0.0.1:" + collector.actualPort() + "/v1/traces");
        return Traces.start(
                new TraceSettings(to, share), new ProxyId(UUID.randomUUID()), InstantSource.system(), proxy.nanos);
    }

    private void take(byte[] body) {
        try {
            ExportTraceServiceRequest.parseFrom(body)
                    .getResourceSpansList()
                    .forEach(resource ->
                            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("no OTLP", e);
        }
    }

    private Span named(String name) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String attribute(Span span, String name) {
        return span.getAttributesList().stream()
                .filter(each -> each.getKey().equals(name))
                .map(each -> each.getValue().getStringValue())
                .findFirst()
                .orElseThrow();
    }

    private static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }
}
