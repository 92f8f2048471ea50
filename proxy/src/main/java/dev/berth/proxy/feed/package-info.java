/** Following the control plane's feed, and serving from what was heard last when it cannot be heard. Start at {@link dev.berth.proxy.feed.FeedClient}. */
@NullMarked
package dev.berth.proxy.feed;

import org.jspecify.annotations.NullMarked;
