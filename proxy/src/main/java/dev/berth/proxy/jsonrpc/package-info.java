/** JSON-RPC as bytes: one strict scan, answers built from slices. Start at {@link dev.berth.proxy.jsonrpc.RequestScan}. */
@NullMarked
package dev.berth.proxy.jsonrpc;

import org.jspecify.annotations.NullMarked;
