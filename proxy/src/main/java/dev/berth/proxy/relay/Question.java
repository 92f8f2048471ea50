package dev.berth.proxy.relay;

import dev.berth.proxy.jsonrpc.Dialect;
import dev.berth.proxy.jsonrpc.Item;
import dev.berth.proxy.jsonrpc.Slice;
import dev.berth.proxy.method.BlockAt;
import dev.berth.proxy.method.BlocksNamed;
import dev.berth.proxy.method.Method;
import dev.berth.proxy.method.Transaction;
import dev.berth.proxy.upstream.Room;
import org.jspecify.annotations.Nullable;

/**
 * What members are asked on behalf of a call.
 *
 * @param room for the answer
 * @param id Berth's own, in every request that is made of the call
 * @param blocks those that the call names by number
 * @param request the call as members get it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Question(
        Dialect dialect, Method method, Item.Call call, Room room, long id, BlocksNamed blocks, byte[] request) {
    static Question of(Dialect dialect, Method method, Item.Call call, Room room, long id) {
        BlockAt block = method.block();
        BlocksNamed blocks = block == null ? BlocksNamed.NONE : block.in(call.params());
        return new Question(dialect, method, call, room, id, blocks, dialect.request(id, call.method(), call.params()));
    }

    /** The hash of the transaction that the call carries; null when it carries none. */
    @Nullable
    Slice transactionHash() {
        Transaction transaction = method.transaction();
        return transaction == null ? null : transaction.hashIn(call.params());
    }

    /** Asks a member whether it has the transaction of this hash. */
    byte[] lookup(Transaction transaction, Slice hash) {
        return dialect.request(id, transaction.lookup(), Slice.of("[" + hash + "]"));
    }
}
