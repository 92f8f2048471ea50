/**
 * What may run on this host, whoever asks: units of approved template versions and nothing else. Start at
 * {@link GuardedHost}.
 */
@NullMarked
package dev.berth.host.approval;

import org.jspecify.annotations.NullMarked;
