package dev.berth.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port of this machine that leads to another one, until the test has it lead elsewhere, or nowhere. */
final class Way implements AutoCloseable {
    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile boolean cut;

    Way(int target) throws IOException {
        this.target = target;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("way").start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Ends all connections; those that come lead there. */
    void leadTo(int port) {
        target = port;
        open.forEach(Way::end);
    }

    /** Nothing comes through any more, and nobody is told; new connections are taken and not answered. */
    void cut() {
        cut = true;
    }

    void heal() {
        cut = false;
        open.forEach(Way::end);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                open.add(near);
                if (cut) continue;
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(far);
                Thread.ofVirtual().start(() -> carry(near, far));
                Thread.ofVirtual().start(() -> carry(far, near));
            } catch (IOException nobodyThere) {
                open.removeIf(Socket::isClosed);
            }
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] buffer = new byte[1 << 16];
        try {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                if (cut) return; // and both sides wait
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException ended) {
            end(from);
        }
        end(from);
        end(to);
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        open.forEach(Way::end);
    }
}
