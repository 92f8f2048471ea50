/** Benchmarks of hot structures. */
@NullMarked
package dev.berth.bench;

import org.jspecify.annotations.NullMarked;
