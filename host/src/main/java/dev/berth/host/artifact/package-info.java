/** The programs of units: where they come from, how they are verified and kept. Start at {@link ArtifactSpec}. */
@NullMarked
package dev.berth.host.artifact;

import org.jspecify.annotations.NullMarked;
