package dev.berth.proxy.relay;

import dev.berth.proxy.meter.Meter;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes back to a caller. Everything in it has been counted; what becomes of its bytes is still to be told. */
public record Response(int status, Buffer body, @Nullable Duration retryAfter, List<Part> parts) {

    /** The bytes of the body that one counted item has. */
    record Part(Meter.Cell cell, int bytes) {}

    /** The whole body was handed to the connection. */
    public void written() {
        for (Part part : parts) part.cell.addBytesOut(part.bytes);
    }

    /** The connection ended after the first byte and before the last. */
    public void broke() {
        for (Part part : parts) part.cell.addBroken();
    }
}
