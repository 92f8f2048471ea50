package dev.berth.host.engine.process;

import dev.berth.host.engine.Port;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;

/** Whether the ports that a unit is to listen on are free. */
final class HostPorts {
    private HostPorts() {}

    static Optional<Port> firstTaken(List<Port> ports) {
        return ports.stream().filter(port -> !free(port)).findFirst();
    }

    private static boolean free(Port port) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.hostPort());
        try {
            switch (port.transport()) {
                case TCP -> {
                    try (ServerSocket socket = new ServerSocket()) {
                        socket.setReuseAddress(true);
                        socket.bind(address);
                    }
                }
                case UDP -> new DatagramSocket(address).close();
            }
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
