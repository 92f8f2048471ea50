package dev.berth.host.engine;

/** Where another unit's port is: by alias on their common network, by host port between processes. */
public record Address(String alias, int containerPort, int hostPort) {}
