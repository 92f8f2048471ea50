package dev.berth.proxy.meter;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;

/** One start of a proxy process: 128 random bits, under which its totals begin at zero. */
record Epoch(UUID value) {
    static Epoch random() {
        byte[] bits = new byte[16];
        new SecureRandom().nextBytes(bits);
        return of(ByteString.copyFrom(bits));
    }

    static Epoch of(ByteString bytes) {
        if (bytes.size() != 16) throw new IllegalArgumentException("epoch: " + bytes.size() + " bytes (expected: 16)");
        ByteBuffer bits = bytes.asReadOnlyByteBuffer();
        return new Epoch(new UUID(bits.getLong(), bits.getLong()));
    }

    ByteString bytes() {
        return ByteString.copyFrom(ByteBuffer.allocate(16)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits())
                .flip());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
