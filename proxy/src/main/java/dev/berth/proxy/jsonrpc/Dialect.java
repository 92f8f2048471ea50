package dev.berth.proxy.jsonrpc;

import org.jspecify.annotations.Nullable;

/** A form of JSON-RPC: the one that a network's nodes speak, towards us and so towards tenants. */
public interface Dialect {
    /** Why the call is not one in this dialect; null when it is. */
    @Nullable
    Refused fault(Item.Call call);

    /** Whether the call wants no answer. */
    boolean isNotification(Item item);

    /** Whether a body may come with this content type; null: it had none. */
    boolean accepts(@Nullable String contentType);

    /** What the node is sent: parsed parts and Berth's own id, never the body as it came. */
    byte[] request(long id, String method, @Nullable Slice params);

    /** The answer as the caller sees it: its own id, and the node's value byte for byte. */
    byte[] answer(@Nullable Slice id, Answer.Result result);

    /** What stands before the value in such an answer. */
    byte[] beforeResult(@Nullable Slice id);

    /** What stands behind it. */
    byte[] afterResult(@Nullable Slice id);

    /** The node's own error as the caller sees it, byte for byte. */
    byte[] answer(@Nullable Slice id, Answer.Failure failure);

    /** Berth's own error. */
    byte[] refusal(@Nullable Slice id, Refused refused);

    /** The status of a response that is one answer of a node which sent {@code nodeStatus} with it. */
    int status(int nodeStatus);

    /** The status of a response that is one error of Berth's own. */
    int status(Refused refused);
}
