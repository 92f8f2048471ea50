@NullMarked
package dev.berth.control.billing;

import org.jspecify.annotations.NullMarked;
