package dev.berth.proxy.listen;

import io.vertx.core.buffer.Buffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Packs an answer, whole or piece by piece, into gzip (RFC 1952) or zlib (RFC 1950). Holds memory outside the heap until it is
 * closed.
 */
final class Packer implements AutoCloseable {
    private static final int ROOM = 1 << 13;
    private static final int ENOUGH = 1 << 15;
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, (byte) 0xff};

    private final AnswerCoding coding;
    private final Deflater deflater;
    private final CRC32 checksum = new CRC32();
    private final byte[] room = new byte[ROOM];
    private boolean begun;
    private int held;

    Packer(AnswerCoding coding) {
        this.coding = coding;
        this.deflater = new Deflater(Deflater.BEST_SPEED, coding == AnswerCoding.GZIP);
    }

    /** All of an answer; the next one may follow. */
    Buffer whole(byte[] answer) {
        Buffer packed = Buffer.buffer(answer.length / 4 + GZIP_HEADER.length);
        feed(answer, 0, answer.length, packed);
        end(packed);
        deflater.reset();
        checksum.reset();
        begun = false;
        return packed;
    }

    /** More of an answer; what comes of it is empty until there is enough, or it is {@link #flush flushed}. */
    Buffer piece(Buffer piece) {
        Buffer packed = Buffer.buffer();
        byte[] bytes = piece.getBytes();
        feed(bytes, 0, bytes.length, packed);
        held += bytes.length;
        drain(packed, held < ENOUGH ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
        if (held >= ENOUGH) held = 0;
        return packed;
    }

    /** All that has not come out yet. */
    Buffer flush() {
        Buffer packed = Buffer.buffer();
        if (held > 0) drain(packed, Deflater.SYNC_FLUSH);
        held = 0;
        return packed;
    }

    /** The last of an answer. */
    Buffer last(byte[] piece) {
        Buffer packed = Buffer.buffer();
        feed(piece, 0, piece.length, packed);
        end(packed);
        return packed;
    }

    private void feed(byte[] bytes, int from, int length, Buffer packed) {
        if (coding == AnswerCoding.GZIP) {
            if (!begun) packed.appendBytes(GZIP_HEADER);
            checksum.update(bytes, from, length);
        }
        begun = true;
        deflater.setInput(bytes, from, length);
    }

    private void end(Buffer packed) {
        deflater.finish();
        drain(packed, Deflater.NO_FLUSH);
        if (coding == AnswerCoding.GZIP)
            packed.appendIntLE((int) checksum.getValue()).appendIntLE((int) deflater.getBytesRead());
    }

    private void drain(Buffer packed, int flush) {
        for (int n = deflater.deflate(room, 0, ROOM, flush); n > 0; n = deflater.deflate(room, 0, ROOM, flush))
            packed.appendBytes(room, 0, n);
    }

    @Override
    public void close() {
        deflater.end();
    }
}
