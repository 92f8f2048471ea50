/** What was asked for and takes time, step by step. Start at {@link OperationId}. */
@NullMarked
package dev.berth.control.operation;

import org.jspecify.annotations.NullMarked;
