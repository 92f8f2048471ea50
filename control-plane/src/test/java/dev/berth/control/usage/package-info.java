@NullMarked
package dev.berth.control.usage;

import org.jspecify.annotations.NullMarked;
