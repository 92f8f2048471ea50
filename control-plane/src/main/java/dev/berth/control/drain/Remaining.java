package dev.berth.control.drain;

import dev.berth.control.node.NodeId;
import dev.berth.control.tenant.TenantId;
import java.util.Optional;

/**
 * A node that is still on a host, and what its going waits for.
 *
 * @param said of the member that is to come in its place, by those who look for one
 */
public record Remaining(NodeId node, String name, TenantId tenant, String tenantName, Way way, Optional<String> said) {
    /** How it comes to go. */
    public enum Way {
        /** It is deleted already, and being removed. */
        LEAVES("is being removed"),
        /** Its pool gets another member elsewhere first. */
        REPLACED("its pool gets a member elsewhere first"),
        /** Its pool is of one host: it goes when the pool does. */
        POOL_OF_ONE_HOST("the members of its pool share a host: delete the pool, and create it again elsewhere"),
        /** Its owner said that it may be made anew elsewhere. */
        MADE_ANEW("it is made anew elsewhere first, as its owner said; its data is not carried over"),
        /** It is gone but for its data, which its owner wanted kept for a while. */
        DATA_KEPT(
                "only its data is kept, for as long as its owner wanted: its owner deletes it before, or restores it"),
        /** Nobody but its owner decides what becomes of its data. */
        OWNER_DECIDES(
                "it is dedicated: its owner deletes it and may create it again elsewhere, or lets it be made anew");

        private final String words;

        Way(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }

        /** Whether nobody loses what another has not replaced if the host never comes back. */
        public boolean canBeGivenUp() {
            return this == LEAVES || this == REPLACED;
        }

        /** Whether nothing happens until somebody acts. */
        public boolean needsDecision() {
            return this == POOL_OF_ONE_HOST || this == OWNER_DECIDES || this == DATA_KEPT;
        }
    }
}
