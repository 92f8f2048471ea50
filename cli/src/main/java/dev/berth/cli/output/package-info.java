/** What the command shows: tables, live steps, exit codes. Start at {@link dev.berth.cli.output.Console}. */
@NullMarked
package dev.berth.cli.output;

import org.jspecify.annotations.NullMarked;
