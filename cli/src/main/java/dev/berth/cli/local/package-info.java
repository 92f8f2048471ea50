/**
 * Berth on this machine: which processes it is, with which settings, and the demo that `berth up` ends with. Start at
 * {@link dev.berth.cli.local.LocalBerth}.
 */
@NullMarked
package dev.berth.cli.local;

import org.jspecify.annotations.NullMarked;
