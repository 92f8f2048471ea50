/** What one Berth on this machine keeps in its directory. Start at {@link dev.berth.cli.installation.Installation}. */
@NullMarked
package dev.berth.cli.installation;

import org.jspecify.annotations.NullMarked;
