@NullMarked
package dev.berth.settings;

import org.jspecify.annotations.NullMarked;
