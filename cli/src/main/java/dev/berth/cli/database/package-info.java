/** The PostgreSQL that `berth up` brings along. Start at {@link dev.berth.cli.database.EmbeddedDatabase}. */
@NullMarked
package dev.berth.cli.database;

import org.jspecify.annotations.NullMarked;
