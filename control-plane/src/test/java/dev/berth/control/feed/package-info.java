@NullMarked
package dev.berth.control.feed;

import org.jspecify.annotations.NullMarked;
