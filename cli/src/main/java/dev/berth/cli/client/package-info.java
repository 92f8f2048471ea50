/** Berth's HTTP API as the command sees it. Start at {@link dev.berth.cli.client.BerthApi}. */
@NullMarked
package dev.berth.cli.client;

import org.jspecify.annotations.NullMarked;
