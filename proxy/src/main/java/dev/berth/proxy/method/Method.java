package dev.berth.proxy.method;

import com.fasterxml.jackson.core.JsonPointer;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a method table.
 *
 * @param name an exact name, or a prefix with a trailing {@code *}
 * @param computeUnits what a call weighs in limits of compute units
 * @param transaction what its calls carry; null: nothing that could be recognised
 * @param contract where its calls name the contract that they ask; null: they ask none
 * @param tellsHead where its results tell how far a node is; null: they do not
 * @param block where its calls name blocks by number; null: they name none
 * @param refusalHint what to do instead; empty when the method is served
 */
public record Method(
        String name,
        String sku,
        int computeUnits,
        boolean repeatable,
        boolean write,
        boolean broadcast,
        @Nullable Transaction transaction,
        @Nullable ContractAt contract,
        @Nullable TellsHead tellsHead,
        @Nullable BlockAt block,
        MethodClass methodClass,
        boolean deniedOnShared,
        boolean refused,
        String refusalHint) {
    public Method {
        if (name.isEmpty()) throw new IllegalArgumentException("method name: empty (expected: a name or a prefix*)");
        if (sku.isEmpty()) throw new IllegalArgumentException("sku of " + name + ": empty (expected: a SKU)");
    }

    /** Whether its calls may queue behind each other: answers are small, and what is lost with a connection may be repeated. */
    public boolean mayQueue() {
        return methodClass == MethodClass.SMALL && repeatable;
    }

    static Method of(dev.berth.contract.v1.Method entry) {
        return new Method(
                entry.getName(),
                entry.getSku(),
                entry.getComputeUnits(),
                entry.getRepeatable(),
                entry.getWrite(),
                entry.getBroadcast(),
                entry.hasTransaction() ? Transaction.of(entry.getTransaction()) : null,
                entry.getContractPointer().isEmpty()
                        ? null
                        : new ContractAt(JsonPointer.compile(entry.getContractPointer())),
                entry.hasTellsHead() ? TellsHead.of(entry.getTellsHead()) : null,
                entry.hasBlock() ? BlockAt.of(entry.getBlock()) : null,
                MethodClass.of(entry),
                entry.getDeniedOnShared(),
                entry.getRefused(),
                entry.getRefusalHint());
    }
}
