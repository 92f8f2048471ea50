/** What helps somebody else to understand an installation, without its secrets. Start at {@link dev.berth.cli.support.SupportBundle}. */
@NullMarked
package dev.berth.cli.support;

import org.jspecify.annotations.NullMarked;
