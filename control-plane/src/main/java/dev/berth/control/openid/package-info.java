/** People whom another provider vouches for, by OpenID Connect. Start at {@link OpenIdConnect}. */
@NullMarked
package dev.berth.control.openid;

import org.jspecify.annotations.NullMarked;
