/** The process that decides, and the only one with a database. */
@NullMarked
package dev.berth.control;

import org.jspecify.annotations.NullMarked;
