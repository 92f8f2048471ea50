package dev.berth.proxy.access;

/**
 * The access table that is in force. The feed applies entries to {@link #current()} as they come; after the database was
 * replaced it fills a {@link AccessTable#successor()} and puts it in force once that is complete.
 */
public final class AccessHolder {
    private volatile AccessTable current = new AccessTable();

    public AccessTable current() {
        return current;
    }

    public void replace(AccessTable successor) {
        current = successor;
    }
}
