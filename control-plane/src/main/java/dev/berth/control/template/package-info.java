/** Recipes for nodes, the networks they serve, and what is run of them. Start at {@link Template} and {@link Rendering}. */
@NullMarked
package dev.berth.control.template;

import org.jspecify.annotations.NullMarked;
