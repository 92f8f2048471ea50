package dev.berth.proxy.listen;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;

/** How a request's body is packed (RFC 9110, 8.4.1). */
enum ContentCoding {
    NONE {
        @Override
        InputStream open(InputStream packed) {
            return packed;
        }
    },
    GZIP {
        @Override
        InputStream open(InputStream packed) throws IOException {
            return new GZIPInputStream(packed);
        }
    },
    DEFLATE {
        @Override
        InputStream open(InputStream packed) {
            return new InflaterInputStream(packed);
        }
    },
    BROTLI {
        @Override
        InputStream open(InputStream packed) throws IOException {
            return new BrotliInputStream(packed);
        }
    };

    abstract InputStream open(InputStream packed) throws IOException;

    /** By the header's value; null when there is no such coding, or several on top of each other. */
    static @Nullable ContentCoding of(@Nullable String header) {
        if (header == null) return NONE;
        return switch (header.strip().toLowerCase(Locale.ROOT)) {
            case "identity" -> NONE;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            case "br" -> BROTLI;
            default -> null;
        };
    }

    /** What unpacking came to. */
    sealed interface Unpacked {}

    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Whole(byte[] body) implements Unpacked {}

    record TooLarge() implements Unpacked {}

    record Damaged() implements Unpacked {}

    /** Unpacks so many bytes and no more, however little they were packed into. */
    Unpacked unpack(byte[] packed, int mostBytes) {
        if (this == NONE) return new Whole(packed);
        try (InputStream unpacking = open(new ByteArrayInputStream(packed))) {
            byte[] body = unpacking.readNBytes(mostBytes);
            return unpacking.read() < 0 ? new Whole(body) : new TooLarge();
        } catch (IOException e) {
            return new Damaged();
        }
    }
}
