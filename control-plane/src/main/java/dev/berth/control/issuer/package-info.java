/** Issuers whose tokens open endpoints: their public keys, checked and fetched. Start at {@link KeepIssuerKeys}. */
@NullMarked
package dev.berth.control.issuer;

import org.jspecify.annotations.NullMarked;
