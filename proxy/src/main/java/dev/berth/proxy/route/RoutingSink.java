package dev.berth.proxy.route;

/** Where the feed puts a new routing table; it is in force when the method returns. Callable from any thread. */
@FunctionalInterface
public interface RoutingSink {
    void publish(RoutingTable table);
}
