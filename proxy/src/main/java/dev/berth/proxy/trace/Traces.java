package dev.berth.proxy.trace;

import dev.berth.contract.v1.Outcome;
import dev.berth.proxy.explain.CallStory;
import dev.berth.proxy.explain.Tried;
import dev.berth.proxy.link.ProxyId;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes traces of stories that have ended and sends them to a collector: a span for each item, one in it for each attempt. The
 * requests that are traced are drawn by their ids, so that a batch is traced as a whole; those that did not go as calls should
 * are traced in any case, as far as the queue has room. A collector that is slow or gone costs a call nothing.
 */
public final class Traces implements Consumer<CallStory>, AutoCloseable {
    private static final AttributeKey<String> REQUEST = AttributeKey.stringKey("berth.request_id");
    private static final AttributeKey<Long> ITEM = AttributeKey.longKey("berth.item");
    private static final AttributeKey<String> ENDPOINT = AttributeKey.stringKey("berth.endpoint_id");
    private static final AttributeKey<String> KEY = AttributeKey.stringKey("berth.key_id");
    private static final AttributeKey<String> NETWORK = AttributeKey.stringKey("berth.network");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("berth.outcome");
    private static final AttributeKey<String> REFUSAL = AttributeKey.stringKey("berth.refusal");
    private static final AttributeKey<String> SHARED_WITH = AttributeKey.stringKey("berth.shared_with");
    private static final AttributeKey<String> NODE = AttributeKey.stringKey("berth.node");
    private static final AttributeKey<String> END = AttributeKey.stringKey("berth.end");

    /** Of OpenTelemetry's semantic conventions for RPC. */
    private static final AttributeKey<String> RPC_SYSTEM = AttributeKey.stringKey("rpc.system");

    private static final AttributeKey<String> RPC_METHOD = AttributeKey.stringKey("rpc.method");
    private static final String TRACE_PARENT = "traceparent";
    private static final int LAST_WORDS_SECONDS = 3;
    private static final double WHOLE_RANGE = 0x1p63;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final long drawnBelow;
    private final InstantSource clock;
    private final LongSupplier nanos;

    private Traces(SdkTracerProvider provider, double share, InstantSource clock, LongSupplier nanos) {
        this.provider = provider;
        this.tracer = provider.get("dev.berth.proxy");
        this.drawnBelow = (long) (share * WHOLE_RANGE);
        this.clock = clock;
        this.nanos = nanos;
    }

    /** @param nanos the clock that stories are told by */
    public static Traces start(TraceSettings settings, ProxyId proxy, InstantSource clock, LongSupplier nanos) {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.collector().toString())
                .setTimeout(Duration.ofSeconds(5))
                .build();
        var resource = Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"),
                "berth-proxy",
                AttributeKey.stringKey("service.instance.id"),
                proxy.toString()));
        var provider = SdkTracerProvider.builder()
                .setResource(resource)
                .setSampler(Sampler.alwaysOn())
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build();
        return new Traces(provider, settings.share(), clock, nanos);
    }

    @Override
    public void accept(CallStory story) {
        boolean drawn = (story.request().value() & Long.MAX_VALUE) < drawnBelow;
        if (drawn || story.isNotable()) tell(story);
    }

    private void tell(CallStory story) {
        long ended = TimeUnit.MILLISECONDS.toNanos(clock.millis());
        long offset = ended - nanos.getAsLong();
        String method = story.method() == null ? "(other)" : story.method().name();
        Span span = tracer.spanBuilder(method)
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent(story.traceParent()))
                .setStartTimestamp(offset + story.since(), TimeUnit.NANOSECONDS)
                .setAttribute(RPC_SYSTEM, "jsonrpc")
                .setAttribute(RPC_METHOD, method)
                .setAttribute(REQUEST, story.request().toString())
                .setAttribute(ITEM, (long) story.item())
                .setAttribute(ENDPOINT, story.access().endpoint().value())
                .setAttribute(KEY, story.access().key().value())
                .setAttribute(NETWORK, story.access().network())
                .startSpan();
        if (story.outcome() != null) span.setAttribute(OUTCOME, story.outcome().name());
        if (story.outcome() == Outcome.FAILED) span.setStatus(StatusCode.ERROR);
        if (story.refused() != null)
            span.setAttribute(REFUSAL, story.refused().refusal().name());
        if (story.sharedWith() != null)
            span.setAttribute(SHARED_WITH, story.sharedWith().toString());
        Context inside = span.storeInContext(Context.root());
        for (Tried tried : story.tries()) tell(tried, inside, offset);
        span.end(offset + story.since() + story.tookNanos(), TimeUnit.NANOSECONDS);
    }

    private void tell(Tried tried, Context inside, long offset) {
        Span span = tracer.spanBuilder("attempt")
                .setSpanKind(SpanKind.CLIENT)
                .setParent(inside)
                .setStartTimestamp(offset + tried.since(), TimeUnit.NANOSECONDS)
                .setAttribute(NODE, tried.member())
                .setAttribute(END, tried.end().name())
                .startSpan();
        if (tried.end() == Tried.End.FAILED) span.setStatus(StatusCode.ERROR, tried.reason());
        span.end(offset + tried.since() + tried.tookNanos(), TimeUnit.NANOSECONDS);
    }

    /** The caller's own trace, when it said one that can be understood. */
    private static Context parent(@Nullable String traceParent) {
        return traceParent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceParent, HEADER);
    }

    private static final TextMapGetter<String> HEADER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String header) {
            return List.of(TRACE_PARENT);
        }

        @Override
        public @Nullable String get(@Nullable String header, String name) {
            return name.equals(TRACE_PARENT) ? header : null;
        }
    };

    /** Sends what waits, if the collector takes it soon. */
    @Override
    public void close() {
        provider.shutdown().join(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    }
}
