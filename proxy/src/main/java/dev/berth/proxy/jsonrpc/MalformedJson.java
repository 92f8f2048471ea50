package dev.berth.proxy.jsonrpc;

/** Ends a scan. Never leaves this package, carries no stack. */
final class MalformedJson extends Exception {
    private static final long serialVersionUID = 1;

    enum Kind {
        GRAMMAR,
        TOO_DEEP,
        DUPLICATE_KEY
    }

    final Kind kind;
    final String reason;
    final int at;

    MalformedJson(Kind kind, String reason, int at) {
        super(reason, null, false, false);
        this.kind = kind;
        this.reason = reason;
        this.at = at;
    }
}
