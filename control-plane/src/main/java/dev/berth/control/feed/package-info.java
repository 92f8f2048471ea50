/** What proxies follow: routing, access and denied keys, by version. Start at {@link FeedService}. */
@NullMarked
package dev.berth.control.feed;

import org.jspecify.annotations.NullMarked;
