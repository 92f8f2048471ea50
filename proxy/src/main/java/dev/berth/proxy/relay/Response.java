package dev.berth.proxy.relay;

import dev.berth.proxy.meter.Meter;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes back to a caller. Everything in it has been counted; what becomes of its bytes is still to be told.
 *
 * @param body all of it, or what there is so far
 * @param rest what is still to come, and then there is one part; null: nothing
 */
public record Response(
        int status,
        Buffer body,
        @Nullable Duration retryAfter,
        List<Part> parts,
        @Nullable LongAnswer rest) {

    /** The bytes of the body that one counted item has. */
    record Part(Meter.Cell cell, int bytes) {}

    /** The whole body was handed to the connection. */
    public void written() {
        for (Part part : parts) part.cell.addBytesOut(part.bytes);
    }

    /** So many bytes more were handed to the connection. */
    public void written(int more) {
        for (Part part : parts) part.cell.addBytesOut(more);
    }

    /** The connection ended after the first byte and before the last. */
    public void broke() {
        for (Part part : parts) part.cell.addBroken();
    }
}
