package dev.berth.cli.installation;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Which of this machine's ports and private addresses an installation uses unless it is told otherwise. It follows from
 * the installation's id alone, so it stays the same, and two installations on one machine rarely get in each other's way;
 * where they do, what is taken is passed over.
 */
public record MachineShare(int number) {
    /** Its ports are below those that Linux gives to outgoing connections, and above the usual ones of services. */
    private static final int LOWEST_PORT = 20_000;

    private static final int PORTS = 192;
    private static final int OF_THEM_FOR_SERVICES = 16;
    private static final int PORT_SHARES = 64;
    private static final int SHARES = 1024;

    public static MachineShare of(String installationId) {
        var hash = new CRC32();
        hash.update(installationId.getBytes(StandardCharsets.UTF_8));
        return new MachineShare((int) (hash.getValue() % SHARES));
    }

    public MachineShare {
        if (number < 0 || number >= SHARES) {
            throw new IllegalArgumentException("number: " + number + " (expected: 0 to " + (SHARES - 1) + ")");
        }
    }

    /** The ports of Berth's own processes that nobody else needs to know; the last is not one of them. */
    public int firstServicePort() {
        return LOWEST_PORT + number % PORT_SHARES * PORTS;
    }

    public int endOfServicePorts() {
        return firstServicePort() + OF_THEM_FOR_SERVICES;
    }

    /** As BERTH_HOST_PORTS takes it. */
    public String nodePorts() {
        return endOfServicePorts() + "-" + (firstServicePort() + PORTS - 1);
    }

    /** As BERTH_HOST_SUBNETS takes it: one of the 1024 ranges of 10.192.0.0/10 that have room for 64 networks each. */
    public String subnets() {
        return "10." + (192 + number / 16) + "." + number % 16 * 16 + ".0/20";
    }
}
