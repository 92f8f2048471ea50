/** What can be typed after `berth`: a class a noun, a method a verb. Start at {@link dev.berth.cli.command.BerthCommand}. */
@NullMarked
package dev.berth.cli.command;

import org.jspecify.annotations.NullMarked;
