/**
 * The management API over HTTP, as {@code berth/openapi.yaml} describes it: the document is the contract, requests are
 * held against it, and no operation of it is without a handler. Start at {@link ApiServer} and {@link Dispatch}.
 */
@NullMarked
package dev.berth.control.api;

import org.jspecify.annotations.NullMarked;
