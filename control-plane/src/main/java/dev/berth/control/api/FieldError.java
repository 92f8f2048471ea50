package dev.berth.control.api;

/** One thing wrong with a request: where ({@code /parameters/chainId}, {@code query:limit}), what came and what was wanted. */
public record FieldError(String pointer, String detail) {
    /** A field of the body. */
    public static FieldError of(String pointer, String detail) {
        return new FieldError(pointer, detail);
    }
}
