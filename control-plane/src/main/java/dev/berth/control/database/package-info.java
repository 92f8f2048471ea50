/** The way to PostgreSQL: connections, and whose eyes a transaction sees with. Start at {@link Database}. */
@NullMarked
package dev.berth.control.database;

import org.jspecify.annotations.NullMarked;
