package dev.berth.proxy.method;

/**
 * One entry of a method table.
 *
 * @param name an exact name, or a prefix with a trailing {@code *}
 * @param refusalHint what to do instead; empty when the method is served
 */
public record Method(
        String name,
        String sku,
        boolean repeatable,
        boolean write,
        boolean broadcast,
        AnswerSize answer,
        boolean deniedOnShared,
        boolean refused,
        String refusalHint) {
    public Method {
        if (name.isEmpty()) throw new IllegalArgumentException("method name: empty (expected: a name or a prefix*)");
        if (sku.isEmpty()) throw new IllegalArgumentException("sku of " + name + ": empty (expected: a SKU)");
    }

    static Method of(dev.berth.contract.v1.Method entry) {
        AnswerSize answer = switch (entry.getSize()) {
            case SMALL -> AnswerSize.SMALL;
            case MEDIUM -> AnswerSize.MEDIUM;
            case LARGE, SIZE_CLASS_UNSPECIFIED, UNRECOGNIZED -> AnswerSize.LARGE;
        };
        return new Method(
                entry.getName(),
                entry.getSku(),
                entry.getRepeatable(),
                entry.getWrite(),
                entry.getBroadcast(),
                answer,
                entry.getDeniedOnShared(),
                entry.getRefused(),
                entry.getRefusalHint());
    }
}
