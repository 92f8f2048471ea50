/** What processes are told as they start. Start at {@link dev.berth.settings.ToldSettings}. */
@NullMarked
package dev.berth.settings;

import org.jspecify.annotations.NullMarked;
