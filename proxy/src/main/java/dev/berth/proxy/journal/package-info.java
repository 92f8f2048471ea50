/** Files that survive a kill: records with checksums, appended or replaced as a whole. Start at {@link dev.berth.proxy.journal.Journal}. */
@NullMarked
package dev.berth.proxy.journal;

import org.jspecify.annotations.NullMarked;
