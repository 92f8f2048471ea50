@NullMarked
package dev.berth.cli.supervisor;

import org.jspecify.annotations.NullMarked;
