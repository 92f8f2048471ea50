/**
 * Keeps an installation's processes running, and finds them again when it was killed itself. Start at
 * {@link dev.berth.cli.supervisor.Supervisor} and {@link dev.berth.cli.supervisor.SupervisedService}.
 */
@NullMarked
package dev.berth.cli.supervisor;

import org.jspecify.annotations.NullMarked;
