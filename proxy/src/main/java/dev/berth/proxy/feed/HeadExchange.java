package dev.berth.proxy.feed;

import dev.berth.contract.v1.FeedRequest;
import dev.berth.contract.v1.Heads;
import dev.berth.contract.v1.TargetHead;
import dev.berth.proxy.upstream.SharedHeads;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tells the control plane, for other proxies, of which blocks callers were told: those that changed since it said so last. */
final class HeadExchange {
    private final SharedHeads heads;
    private final Map<String, Long> said = new HashMap<>();

    HeadExchange(SharedHeads heads) {
        this.heads = heads;
    }

    /** Nothing has been said on this stream. */
    void begin() {
        said.clear();
    }

    /** What is to be said now; nothing has changed when it is empty. */
    List<FeedRequest> news() {
        List<TargetHead> news = heads.told().stream()
                .filter(head -> !Objects.equals(said.put(head.getTargetId(), head.getHeight()), head.getHeight()))
                .toList();
        return news.isEmpty()
                ? List.of()
                : List.of(FeedRequest.newBuilder()
                        .setTold(Heads.newBuilder().addAllTargets(news))
                        .build());
    }

    /** What others said. Callable from any thread. */
    void heard(Heads others) {
        others.getTargetsList().forEach(heads::heardOf);
    }
}
