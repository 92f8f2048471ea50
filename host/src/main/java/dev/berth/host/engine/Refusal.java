package dev.berth.host.engine;

/** Why an engine did not do what it was asked. */
public record Refusal(Reason reason, String detail) {
    /** Kinds of refusal. {@code retryable}: another try may succeed with nothing changed. */
    public enum Reason {
        /** Another program listens on a host port of the plan. */
        PORT_TAKEN(false),
        /** A network of somebody else has addresses of the plan's subnet. */
        SUBNET_TAKEN(false),
        /** A thing of this name exists that is not ours, or is ours and different. */
        NAME_TAKEN(false),
        /** Other units still use it. */
        IN_USE(true),
        /** Others have the graphics processors of the host. */
        GPU_TAKEN(true),
        /** No such unit, volume or network. */
        ABSENT(false),
        /** The artifact has not been fetched, or is gone. */
        ARTIFACT_MISSING(true),
        /** The template may not run on an engine that isolates nothing. */
        NOT_TRUSTED(false),
        /** The spec cannot be carried out: an unknown placeholder, a rule of the hardening policy. */
        POLICY(false),
        /** It ended at once, or inspection does not agree with the plan. */
        DOES_NOT_START(true),
        /** The engine does not answer. */
        UNREACHABLE(true);

        private final boolean retryable;

        Reason(boolean retryable) {
            this.retryable = retryable;
        }

        public boolean retryable() {
            return retryable;
        }
    }
}
