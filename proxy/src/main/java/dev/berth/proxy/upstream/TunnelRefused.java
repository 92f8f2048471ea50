package dev.berth.proxy.upstream;

import java.io.IOException;

/** The agent of a node's host says why there is no way to the node. */
final class TunnelRefused extends IOException {
    private static final long serialVersionUID = 1;

    TunnelRefused(String reason) {
        super("its host's agent says: " + reason);
    }
}
