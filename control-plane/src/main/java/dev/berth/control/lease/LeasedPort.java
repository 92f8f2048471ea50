package dev.berth.control.lease;

/** A port of a unit, and the host's port that is held for it. */
public record LeasedPort(String unit, String port, String ip, Transport transport, int number) {
    /** What the port speaks below HTTP. */
    public enum Transport {
        TCP,
        UDP;

        String column() {
            return this == TCP ? "tcp" : "udp";
        }

        static Transport of(String column) {
            return switch (column) {
                case "tcp" -> TCP;
                case "udp" -> UDP;
                default -> throw new IllegalArgumentException("protocol: " + column + " (expected: tcp or udp)");
            };
        }
    }
}
