@NullMarked
package dev.berth.cli.database;

import org.jspecify.annotations.NullMarked;
