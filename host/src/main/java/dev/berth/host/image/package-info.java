/** Images built from scratch out of programs of this host, the same bytes for the same input. Start at {@link ImageRecipe}. */
@NullMarked
package dev.berth.host.image;

import org.jspecify.annotations.NullMarked;
