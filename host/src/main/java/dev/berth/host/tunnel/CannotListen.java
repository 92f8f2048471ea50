package dev.berth.host.tunnel;

import java.io.IOException;

/** The tunnel's address is taken, or is none of this machine. */
public final class CannotListen extends IOException {
    private static final long serialVersionUID = 1;

    CannotListen(TunnelAddress address, Throwable why) {
        super("cannot listen on " + address + ": " + why.getMessage(), why);
    }
}
