@NullMarked
package dev.berth.control.openid;

import org.jspecify.annotations.NullMarked;
