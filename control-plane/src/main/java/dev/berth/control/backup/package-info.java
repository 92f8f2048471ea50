/** The platform's state in a file, and back. Start at {@link TakeBackup} and {@link RestoreBackup}; {@link Main} is the process. */
@NullMarked
package dev.berth.control.backup;

import org.jspecify.annotations.NullMarked;
