package dev.berth.control.node;

import dev.berth.control.pool.PoolId;
import dev.berth.control.template.Parameters;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.tenant.TenantId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** One instance of a template version, as it is wanted; how it is, is a {@link NodeState}. */
public record Node(
        NodeId id,
        TenantId tenant,
        String name,
        String network,
        TemplateHash template,
        String size,
        Parameters parameters,
        Optional<Membership> membership,
        OnDrain onDrain,
        OnDataLoss onDataLoss,
        Desired desired,
        int generation,
        Instant createdAt,
        Optional<Instant> goneAt) {
    /**
     * The pool that a shared node belongs to.
     *
     * @param revision of the pool that the node was made or last restarted for
     */
    public record Membership(PoolId pool, PoolRole role, int revision) {}

    /** What a node does in its pool. */
    public enum PoolRole {
        /** Serves calls. */
        MEMBER,
        /** Drives the members, and serves nobody. */
        DRIVER
    }

    /** What becomes of a dedicated node whose host is to be emptied, or is lost. */
    public enum OnDrain {
        /** Its owner is asked, and it stays where it is until then. */
        ASK,
        /** It is made anew elsewhere, without its data. */
        MOVE;

        /** As database and API have it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads {@link #text}. */
        public static OnDrain of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** What becomes of a dedicated node whose data is not on its host any more. */
    public enum OnDataLoss {
        /** It has failed until its owner starts it. */
        ASK,
        /** It begins anew at once. */
        REBUILD;

        /** As database and API have it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads {@link #text}. */
        public static OnDataLoss of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** What is wanted of a node. */
    public enum Desired {
        RUNNING,
        STOPPED,
        /** Of all that it is, only its data, for a while. */
        RETAINED,
        DELETED
    }
}
