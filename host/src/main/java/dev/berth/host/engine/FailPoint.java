package dev.berth.host.engine;

/** A named place between two steps of a verb, where a test may end the process. */
@FunctionalInterface
public interface FailPoint {
    FailPoint NONE = name -> {};

    void reach(String name);
}
