package dev.berth.control.reconcile;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What probes saw of nodes and is not in the database yet, because nothing follows from it: a head that moved on, another
 * count of peers. It is written for many nodes at once, a little later; a control plane that ends before loses no more
 * than that.
 */
final class Unwritten {
    static final Duration WRITTEN_AFTER = Duration.ofSeconds(2);
    /** When nothing moved, and only the time of the look is another. */
    static final Duration SEEN_AGAIN_WRITTEN_AFTER = Duration.ofSeconds(30);

    private final Map<NodeId, Entry> entries = new HashMap<>();

    private record Entry(NodeSeen stored, NodeSeen newest) {
        boolean isDue(Instant now) {
            boolean moved = !Objects.equals(stored.head(), newest.head())
                    || !Objects.equals(stored.peers(), newest.peers())
                    || !stored.progress().equals(newest.progress());
            Duration since = Duration.between(stored.observedAt(), now);
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
        var ids = new HashSet<NodeId>();
        var known = new ArrayList<WantedNode>(nodes.size());
        for (WantedNode node : nodes) {
            ids.add(node.id());
            Entry entry = entries.get(node.id());
            if (entry == null) known.add(node);
            else if (node.seen().equals(Optional.of(entry.stored()))) known.add(node.with(entry.newest()));
            else {
                entries.remove(node.id());
                known.add(node);
            }
        }
        entries.keySet().retainAll(ids);
        return known;
    }

    /** What is to be written by now; it is taken for written from here on. */
    Map<NodeId, NodeSeen> due(Instant now) {
        var due = new HashMap<NodeId, NodeSeen>();
        entries.forEach((node, entry) -> {
            if (entry.isDue(now)) due.put(node, entry.newest());
        });
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
