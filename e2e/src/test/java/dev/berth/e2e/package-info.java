/** The whole of Berth, started as a user starts it. Start at {@link dev.berth.e2e.BerthInstallation}. */
@NullMarked
package dev.berth.e2e;

import org.jspecify.annotations.NullMarked;
