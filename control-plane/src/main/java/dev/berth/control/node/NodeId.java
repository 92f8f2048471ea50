package dev.berth.control.node;

import java.util.Collection;
import java.util.UUID;

/** Names one instance of a template version. */
public record NodeId(UUID value) {
    /** Parses the usual text of a UUID; throws IllegalArgumentException when it is not one. */
    public static NodeId parse(String text) {
        return new NodeId(UUID.fromString(text));
    }

    /** For a query's one parameter, however many they are. */
    public static UUID[] array(Collection<NodeId> nodes) {
        return nodes.stream().map(NodeId::value).toArray(UUID[]::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
