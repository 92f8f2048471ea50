package dev.berth.host.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** What this machine is called where its control plane is. */
public final class OwnAddress {
    private OwnAddress() {}

    /** The address that this machine speaks to the control plane from; nothing is sent to find it. */
    public static String towards(ControlPlaneAddress controlPlane) {
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(controlPlane.host(), controlPlane.port()));
            return socket.getLocalAddress().getHostAddress();
        } catch (IOException noWay) {
            throw new UncheckedIOException("no way to " + controlPlane, noWay);
        }
    }
}
