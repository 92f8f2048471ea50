package dev.berth.host.engine;

import dev.berth.host.artifact.Content;

/**
 * A file delivered read-only as <code>{files}/NAME</code>. A {@code rendered} one has its <code>{address.NAME}</code> and
 * directory placeholders resolved by the engine, others are delivered as they are. A {@code secret} one has mode 0400.
 */
public record UnitFile(Content content, boolean rendered, boolean secret) {}
