/** The schema of the database and how it comes into being. Start at {@link Migrations}. */
@NullMarked
package dev.berth.migrations;

import org.jspecify.annotations.NullMarked;
