@NullMarked
package dev.berth.cli.support;

import org.jspecify.annotations.NullMarked;
