/**
 * Units as plain processes of the host, for a machine without a container engine. It isolates nothing but the user.
 * Start at {@link dev.berth.host.engine.process.ProcessEngine}; {@link dev.berth.host.engine.process.UnitFolder} says what is on disk.
 */
@NullMarked
package dev.berth.host.engine.process;

import org.jspecify.annotations.NullMarked;
