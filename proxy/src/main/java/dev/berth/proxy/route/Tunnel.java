package dev.berth.proxy.route;

/**
 * The way to a node of another host, through that host's agent.
 *
 * @param serverName that the agent's certificate has
 * @param unit whose port it is
 * @param port by name
 * @param nodeAddress what the node is called on its host
 */
public record Tunnel(String serverName, String unit, String port, String nodeAddress) {
    static Tunnel of(dev.berth.contract.v1.Tunnel tunnel) {
        return new Tunnel(tunnel.getServerName(), tunnel.getUnit(), tunnel.getPort(), tunnel.getNodeAddress());
    }

    /** What the agent is told, in one line. */
    public String request() {
        return unit + " " + port;
    }
}
