package dev.berth.proxy.method;

/** Which form of JSON-RPC a network's nodes speak, towards us and so towards tenants. */
public enum Dialect {
    JSONRPC_2_0,
    /** Bitcoin Core and its kin: {@code "error":null} beside a result, no {@code jsonrpc} member, HTTP 500 and 404. */
    BITCOIN_1_0
}
