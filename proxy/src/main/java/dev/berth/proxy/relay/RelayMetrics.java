package dev.berth.proxy.relay;

import dev.berth.contract.v1.Outcome;
import dev.berth.proxy.explain.CallStory;
import dev.berth.proxy.explain.Tried;
import dev.berth.proxy.method.MethodClass;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the relay tells an operator's metrics. Labels come from the routing table, never from a caller's text: the network, the
 * class of the endpoint (what it points at), the class of the method (what kind of work it is), the node. Callable from any
 * thread; what has been counted once is found without a lock.
 */
@SuppressWarnings("EnumOrdinal") // places in arrays of this very process
public final class RelayMetrics implements Consumer<CallStory> {
    /** 0.5 ms to 30 s. */
    private static final Duration[] BOUNDS = Stream.of(
                    500,
                    1_000,
                    2_500,
                    5_000,
                    10_000,
                    25_000,
                    50_000,
                    100_000,
                    250_000,
                    500_000,
                    1_000_000,
                    2_500_000,
                    5_000_000,
                    10_000_000,
                    30_000_000)
            .map(micros -> Duration.ofNanos(micros * 1_000L))
            .toArray(Duration[]::new);

    private static final int OUTCOMES = Outcome.values().length;
    private static final int ENDS = Tried.End.values().length;
    private static final int CLASSES = MethodClass.values().length + 1;
    private static final String NETWORK = "network";
    private static final String ENDPOINT_CLASS = "endpoint_class";
    private static final String METHOD_CLASS = "method_class";

    private final MeterRegistry registry;
    private final Counter unknownKeys;
    private final Counter unverifiedTokens;
    private final Map<String, OfCalls> shared = new ConcurrentHashMap<>();
    private final Map<String, OfCalls> dedicated = new ConcurrentHashMap<>();
    private final Map<String, OfCalls> elsewhere = new ConcurrentHashMap<>();
    private final Map<String, OfNode> nodes = new ConcurrentHashMap<>();

    public RelayMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.unknownKeys = Counter.builder("berth_proxy_unknown_keys")
                .description("Requests without a valid key")
                .register(registry);
        this.unverifiedTokens = Counter.builder("berth_proxy_unverified_tokens")
                .description("Tokens that were turned away unseen, because too many were refused")
                .register(registry);
    }

    /** Counters and timers of one network and class of endpoints, by class of method and outcome; made when first used. */
    private record OfCalls(AtomicReferenceArray<Counter> items, AtomicReferenceArray<Timer> took) {
        OfCalls() {
            this(new AtomicReferenceArray<>(CLASSES * OUTCOMES), new AtomicReferenceArray<>(CLASSES));
        }
    }

    /** Counters of one node, by class of method and end. */
    private record OfNode(AtomicReferenceArray<Counter> attempts) {
        OfNode() {
            this(new AtomicReferenceArray<>(CLASSES * ENDS));
        }
    }

    void countUnknownKey() {
        unknownKeys.increment();
    }

    void countUnverifiedToken() {
        unverifiedTokens.increment();
    }

    /** An item's answer is about to be given. */
    @Override
    public void accept(CallStory story) {
        Outcome outcome = story.outcome();
        if (outcome == null) return;
        String network = story.access().network();
        int methodClass = methodClass(story);
        OfCalls calls = ofCalls(story, network);
        counter(story, calls, methodClass, outcome).increment();
        timer(story, calls, methodClass).record(story.tookNanos(), TimeUnit.NANOSECONDS);
        List<Tried> tries = story.tries();
        for (int i = 0; i < tries.size(); i++) countAttempt(network, methodClass, tries.get(i));
    }

    /** Forgets nodes that there are no more, so that a scrape is no longer than the routing table. */
    public void keepOnly(Collection<String> nodesNow) {
        Set<String> gone = new HashSet<>(nodes.keySet());
        gone.removeAll(nodesNow);
        for (String node : gone) {
            OfNode forgotten = nodes.remove(node);
            if (forgotten == null) continue;
            for (int i = 0; i < forgotten.attempts.length(); i++) {
                Counter counter = forgotten.attempts.get(i);
                if (counter != null) registry.remove(counter);
            }
        }
    }

    private OfCalls ofCalls(CallStory story, String network) {
        Map<String, OfCalls> ofClass =
                story.target() == null ? elsewhere : story.target().shared() ? shared : dedicated;
        OfCalls known = ofClass.get(network);
        return known != null ? known : ofClass.computeIfAbsent(network, _ -> new OfCalls());
    }

    private Counter counter(CallStory story, OfCalls calls, int methodClass, Outcome outcome) {
        int place = methodClass * OUTCOMES + outcome.getNumber();
        Counter known = calls.items.get(place);
        if (known != null) return known;
        Counter made = Counter.builder("berth_proxy_items")
                .description("Items by outcome, as metered")
                .tag(NETWORK, story.access().network())
                .tag(ENDPOINT_CLASS, endpointClass(story))
                .tag(METHOD_CLASS, methodClassName(methodClass))
                .tag("outcome", outcome.name())
                .register(registry);
        calls.items.set(place, made);
        return made;
    }

    private Timer timer(CallStory story, OfCalls calls, int methodClass) {
        Timer known = calls.took.get(methodClass);
        if (known != null) return known;
        Timer made = Timer.builder("berth_proxy_item")
                .description("From a request's headers to its answer, per item")
                .tag(NETWORK, story.access().network())
                .tag(ENDPOINT_CLASS, endpointClass(story))
                .tag(METHOD_CLASS, methodClassName(methodClass))
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
        calls.took.set(methodClass, made);
        return made;
    }

    private void countAttempt(String network, int methodClass, Tried tried) {
        OfNode node = nodes.get(tried.member());
        if (node == null) node = nodes.computeIfAbsent(tried.member(), _ -> new OfNode());
        int place = methodClass * ENDS + tried.end().ordinal();
        Counter known = node.attempts.get(place);
        if (known == null) {
            known = Counter.builder("berth_proxy_attempts")
                    .description("Attempts at calls by how they ended")
                    .tag(NETWORK, network)
                    .tag("node", tried.member())
                    .tag(METHOD_CLASS, methodClassName(methodClass))
                    .tag("end", tried.end().name())
                    .register(registry);
            node.attempts.set(place, known);
        }
        known.increment();
    }

    private static String endpointClass(CallStory story) {
        if (story.target() == null) return "unknown";
        return story.target().shared() ? "shared" : "dedicated";
    }

    private static int methodClass(CallStory story) {
        return story.method() == null
                ? CLASSES - 1
                : story.method().methodClass().ordinal();
    }

    private static String methodClassName(int methodClass) {
        return methodClass == CLASSES - 1 ? "unknown" : MethodClass.values()[methodClass].words();
    }
}
