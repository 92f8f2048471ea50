package dev.berth.cli.installation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Ports of this machine's loopback address. */
public final class Ports {
    /** Below the ports that Linux gives to outgoing connections, away from the usual ones of services. */
    private static final int FROM = 21000;

    private static final int TO = 29000;

    private Ports() {}

    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The preferred port when it is free, else some free one. */
    public static int freeOr(int preferred, RandomGenerator random) {
        if (isFree(preferred)) {
            return preferred;
        }
        return someFree(random);
    }

    public static int someFree(RandomGenerator random) {
        for (int tries = 0; tries < 1000; tries++) {
            int port = random.nextInt(FROM, TO);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + FROM + " and " + TO);
    }
}
