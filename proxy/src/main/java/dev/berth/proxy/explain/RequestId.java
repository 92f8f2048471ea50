package dev.berth.proxy.explain;

import java.util.HexFormat;

/** Names one HTTP request of a tenant for as long as anybody remembers it: 16 hexadecimal digits, at random. */
public record RequestId(long value) {
    private static final HexFormat HEX = HexFormat.of();
    private static final int DIGITS = 16;

    /**
     * @throws IllegalArgumentException when the text is no request id
     */
    public static RequestId parse(String text) {
        if (text.length() != DIGITS || !text.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("request id: \"" + text + "\" (expected: 16 hexadecimal digits)");
        }
        return new RequestId(HexFormat.fromHexDigitsToLong(text));
    }

    @Override
    public String toString() {
        return HEX.toHexDigits(value);
    }
}
