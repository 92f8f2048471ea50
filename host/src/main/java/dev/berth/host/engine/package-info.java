/** What it takes to run a unit, whatever runs it. Start at {@link Engine} and {@link UnitSpec}. */
@NullMarked
package dev.berth.host.engine;

import org.jspecify.annotations.NullMarked;
