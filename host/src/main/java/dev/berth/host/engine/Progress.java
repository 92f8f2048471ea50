package dev.berth.host.engine;

/** Hears how a long step goes, in lines for people. */
@FunctionalInterface
public interface Progress {
    Progress SILENT = line -> {};

    void say(String line);
}
