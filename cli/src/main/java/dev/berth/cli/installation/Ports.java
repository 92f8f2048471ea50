package dev.berth.cli.installation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Ports of this machine's loopback address. */
public final class Ports {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_767;
    private static final int TRIES = 200;

    private Ports() {}

    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Some free port of {@code first} up to but not including {@code end}, else of all that installations use. */
    public static int someFree(int first, int end, IntPredicate usable, RandomGenerator random) {
        return IntStream.concat(random.ints(TRIES, first, end), random.ints(TRIES, LOWEST, HIGHEST))
                .filter(usable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port between " + LOWEST + " and " + HIGHEST));
    }
}
