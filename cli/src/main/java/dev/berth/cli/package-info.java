/** The berth command, and the supervisor of a local Berth. */
@NullMarked
package dev.berth.cli;

import org.jspecify.annotations.NullMarked;
