@NullMarked
package dev.berth.control.signin;

import org.jspecify.annotations.NullMarked;
