/** What happened: who, when, what and why, for people to read later. Start at {@link Events}. */
@NullMarked
package dev.berth.control.event;

import org.jspecify.annotations.NullMarked;
