package dev.berth.proxy.listen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of HTTP/2 that sends the frames that it is told to, in whichever order, and reads when it is told to. */
final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final byte[] NOTHING = {};
    static final byte[] CANCEL = {0, 0, 0, 8};
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    private final DefaultHttp2HeadersEncoder headers = new DefaultHttp2HeadersEncoder();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Frame(int type, int flags, int stream, byte[] payload) {}

    /** @param settings payload of the first SETTINGS frame */
    RawHttp2(int port, byte[] settings) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        out = new DataOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
        out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, 0, 0, settings);
    }

    /** Every stream's window is this large, until it is told otherwise. */
    static byte[] window(int bytes) {
        return new byte[] {0, 4, (byte) (bytes >>> 24), (byte) (bytes >>> 16), (byte) (bytes >>> 8), (byte) bytes};
    }

    void send(int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(payload.length >>> 16);
        out.writeShort(payload.length & 0xffff);
        out.write(type);
        out.write(flags);
        out.writeInt(stream);
        out.write(payload);
        out.flush();
    }

    /** A whole call. */
    void call(int stream, String body) throws IOException {
        send(HEADERS, END_HEADERS, stream, head());
        send(DATA, END_STREAM, stream, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The headers of a call, packed. */
    byte[] head() {
        var head = new DefaultHttp2Headers()
                .method("POST")
                .scheme("http")
                .authority("x")
                .path("/" + RunningProxy.SHARED.text())
                .add("content-type", "application/json");
        ByteBuf packed = Unpooled.buffer();
        try {
            headers.encodeHeaders(1, head, packed);
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
        byte[] bytes = new byte[packed.readableBytes()];
        packed.readBytes(bytes);
        return bytes;
    }

    Frame read() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        return new Frame(type, flags, stream, in.readNBytes(length));
    }

    /** The next frame of this type. */
    Frame await(int type) throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.type == type) return frame;
        }
    }

    /** Reads until the other side ends the connection. */
    void awaitEnd() {
        try {
            while (true) read();
        } catch (IOException end) {
            if (end instanceof java.net.SocketTimeoutException) throw new IllegalStateException("still open", end);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
