package dev.berth.control.reconcile;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What probes saw of nodes and is not in the database yet, because nothing follows from it: a head that moved on, another
 * count of peers. It is written for many nodes at once, a little later; a control plane that ends before loses no more
 * than that.
 */
final class Unwritten {
    static final Duration WRITTEN_AFTER = Duration.ofSeconds(2);
    /** When nothing moved, and only the time of the look is another. */
    static final Duration SEEN_AGAIN_WRITTEN_AFTER = Duration.ofSeconds(30);

    private final Map<NodeId, Entry> entries = new LinkedHashMap<>();
    private final Map<NodeId, Shown> shown = new HashMap<>();

    /** A node as it was shown last, so that one of which nothing moved is the same object again. */
    private record Shown(WantedNode stored, NodeSeen newest, WantedNode node) {
        boolean is(WantedNode other, NodeSeen seen) {
            return stored.equals(other) && newest.equals(seen);
        }
    }

    private record Entry(NodeSeen stored, NodeSeen newest) {
        boolean isDue(Instant now) {
            boolean moved = !Objects.equals(stored.head(), newest.head())
                    || !Objects.equals(stored.peers(), newest.peers())
                    || !stored.progress().equals(newest.progress());
            Duration since = Duration.between(stored.observedAt(), now).abs(); // the clock may have jumped back
            return since.compareTo(moved ? WRITTEN_AFTER : SEEN_AGAIN_WRITTEN_AFTER) >= 0;
        }
    }

    /** Keeps it for later, unless something follows from it; whether it was kept. */
    boolean keeps(WantedNode wanted, NodeSeen after) {
        NodeSeen stored = Optional.ofNullable(entries.get(wanted.id()))
                .map(Entry::stored)
                .or(wanted::seen)
                .orElse(null);
        if (stored == null || !follows(stored).equals(follows(after))) {
            entries.remove(wanted.id());
            return false;
        }
        entries.put(wanted.id(), new Entry(stored, after));
        return true;
    }

    /** The nodes with what was seen of them last. What somebody else has written meanwhile is newer than anything here. */
    List<WantedNode> over(List<WantedNode> nodes) {
        var known = new ArrayList<WantedNode>(nodes.size());
        for (WantedNode node : nodes) {
            Entry entry = entries.get(node.id());
            if (entry == null) known.add(node);
            else if (node.seen().equals(Optional.of(entry.stored()))) known.add(shown(node, entry.newest()));
            else {
                entries.remove(node.id());
                known.add(node);
            }
        }
        if (entries.size() > nodes.size())
            entries.keySet().retainAll(nodes.stream().map(WantedNode::id).collect(Collectors.toSet()));
        if (shown.size() > entries.size()) shown.keySet().retainAll(entries.keySet());
        return known;
    }

    private WantedNode shown(WantedNode node, NodeSeen newest) {
        Shown last = shown.get(node.id());
        if (last != null && last.is(node, newest)) return last.node();
        WantedNode now = node.with(newest);
        shown.put(node.id(), new Shown(node, newest, now));
        return now;
    }

    /** What is to be written by now, of at most so many nodes, those first that have waited longest; it is taken for written from here on. */
    Map<NodeId, NodeSeen> due(Instant now, long atMost) {
        var due = new HashMap<NodeId, NodeSeen>();
        entries.entrySet().stream()
                .filter(entry -> entry.getValue().isDue(now))
                .limit(atMost)
                .forEach(entry -> due.put(entry.getKey(), entry.getValue().newest()));
        due.keySet().forEach(entries::remove);
        return due;
    }

    /** All from which something follows, which is all but what moves while a node is well, or stays unwell. */
    private static NodeSeen follows(NodeSeen seen) {
        return new NodeSeen(
                seen.generation(),
                seen.answers(),
                null,
                null,
                null,
                JsonNodeFactory.instance.objectNode(),
                seen.conditions().stream()
                        .map(condition -> new NodeSeen.Condition(condition.condition(), condition.met(), ""))
                        .toList(),
                seen.metSince(),
                seen.unmetSince(),
                seen.ready(),
                seen.failureCode(),
                seen.failureReason(),
                seen.nextTryAt(),
                seen.attempts(),
                Instant.EPOCH);
    }
}
