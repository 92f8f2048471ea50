/** What must not be read in the database: sealed with a key that lives outside it. Start at {@link MasterKey}. */
@NullMarked
package dev.berth.control.secret;

import org.jspecify.annotations.NullMarked;
