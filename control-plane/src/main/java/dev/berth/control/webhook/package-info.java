/** Addresses that are told of events, signed and tried again until they have heard. Start at {@link DeliverEvents} and {@link Webhook}. */
@NullMarked
package dev.berth.control.webhook;

import org.jspecify.annotations.NullMarked;
