@NullMarked
package dev.berth.cli.local;

import org.jspecify.annotations.NullMarked;
