package dev.berth.host.link;

/** Where hosts reach their control plane. */
public record ControlPlaneAddress(String host, int port) {
    /** What every control plane's certificate says that it is, wherever it is reached: its authority is Berth's own. */
    public static final String CERTIFIED_NAME = "control-plane.berth.internal";

    /** Reads {@code HOST:PORT}, IPv6 in brackets. */
    public static ControlPlaneAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String port = colon < 0 ? "" : text.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535)
            throw new IllegalArgumentException("control plane: " + text + " (expected: HOST:PORT)");
        String host = text.substring(0, colon);
        return new ControlPlaneAddress(
                host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(port));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
