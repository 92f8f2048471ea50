package dev.berth.proxy.link;

/** What a proxy proves itself with. Never in a log. */
public record ProxyToken(String value) {
    public ProxyToken {
        if (value.isBlank())
            throw new IllegalArgumentException("proxy token: blank (expected: the one the control plane gave)");
    }

    @Override
    public String toString() {
        return "(proxy token)";
    }
}
