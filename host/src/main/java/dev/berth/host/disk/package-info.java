/** What is kept on the host's own disk, and how it is kept whole and private. Start at {@link JsonFile} and {@link Ownership}. */
@NullMarked
package dev.berth.host.disk;

import org.jspecify.annotations.NullMarked;
