package dev.berth.proxy.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainTextTest {
    private static final int LONG_BYTES = Long.BYTES;

    private static boolean isPlain(byte b) {
        return b >= 0x20 && b != '"' && b != '\\';
    }

    /** What skipping byte by byte finds. */
    private static int slowly(byte[] text, int from, int end) {
        int at = from;
        while (at < end && isPlain(text[at])) at++;
        return at;
    }

    private static void agree(byte[] text, int from, int end) {
        int found = PlainText.skip(text, from, end);
        int expected = slowly(text, from, end);
        if (found != expected) {
            assertThat(found).as("stops early only near the end").isBetween(end - LONG_BYTES + 1, expected);
        }
    }

    @Test
    void everyByteAtEveryPlaceAmongPlainOnesIsFoundAsByteByByte() {
        for (int b = 0; b < 256; b++) {
            for (int place = 0; place < 16; place++) {
                byte[] text = new byte[24];
                Arrays.fill(text, (byte) 'x');
                text[place] = (byte) b;
                assertThat(PlainText.skip(text, 0, 24)).isEqualTo(slowly(text, 0, 24));
            }
        }
    }

    @Test
    void anyTextIsSkippedAsByteByByte() {
        var random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] text = new byte[random.nextInt(64)];
            random.nextBytes(text);
            boolean mostlyPlain = random.nextBoolean();
            for (int i = 0; mostlyPlain && i < text.length; i++) text[i] = (byte) ((text[i] & 0x7f) | 0x20);
            int from = random.nextInt(text.length + 1);
            agree(text, from, from + random.nextInt(text.length - from + 1));
        }
    }
}
