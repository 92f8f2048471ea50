package dev.berth.bench.relay;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A node that costs as little as a node can: it answers each JSON-RPC call at once with a result whose size its method names,
 * under the id that came. Usage: {@code EchoNode PORT}; ends when its standard input does.
 */
public final class EchoNode {
    private static final Map<String, ByteBuf> RESULTS = Map.of(
            "eth_getLogs", text(100 << 10),
            "debug_traceBlock", text(10 << 20));
    private static final ByteBuf SMALL = text(66);
    private static final ByteBuf HEAD = bytes("\"0x10\"");
    private static final ByteBuf BEGIN = bytes("{\"jsonrpc\":\"2.0\",\"id\":");
    private static final ByteBuf MIDDLE = bytes(",\"result\":");
    private static final ByteBuf END = bytes("}");
    private static final byte[] ID = "\"id\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] METHOD = "\"method\":\"".getBytes(StandardCharsets.US_ASCII);

    private EchoNode() {}

    public static void main(String[] args) throws Exception {
        var loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.config().setTcpNoDelay(true);
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 20), new Answers());
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(args[0]))
                .sync();
        System.out.println("ready");
        while (System.in.read() >= 0) {}
        loops.shutdownGracefully().sync();
    }

    @ChannelHandler.Sharable
    private static final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            ByteBuf call = request.content();
            ByteBuf answer = call.getByte(call.readerIndex()) == '[' ? batch(call) : single(call);
            FullHttpResponse response =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, answer);
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.readableBytes());
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }

        private static ByteBuf single(ByteBuf call) {
            return Unpooled.wrappedBuffer(
                    BEGIN.duplicate(),
                    idOf(call),
                    MIDDLE.duplicate(),
                    resultOf(call).duplicate(),
                    END.duplicate());
        }

        private static ByteBuf batch(ByteBuf calls) {
            var answer = Unpooled.buffer().writeByte('[');
            for (int from = calls.readerIndex();
                    from >= 0;
                    from = calls.indexOf(from + 1, calls.writerIndex(), (byte) '{')) {
                ByteBuf call = calls.slice(from, calls.writerIndex() - from);
                if (from == calls.readerIndex()) continue;
                ByteBuf one = single(call);
                if (answer.readableBytes() > 1) answer.writeByte(',');
                answer.writeBytes(one);
                one.release();
            }
            return answer.writeByte(']');
        }

        private static ByteBuf idOf(ByteBuf call) {
            int from = after(call, ID);
            int to = from;
            while (call.getByte(to) != ',' && call.getByte(to) != '}') to++;
            return call.copy(from, to - from);
        }

        private static ByteBuf resultOf(ByteBuf call) {
            int from = after(call, METHOD);
            int to = call.indexOf(from, call.writerIndex(), (byte) '"');
            String method = call.toString(from, to - from, StandardCharsets.US_ASCII);
            return method.equals("eth_blockNumber") ? HEAD : RESULTS.getOrDefault(method, SMALL);
        }

        private static int after(ByteBuf call, byte[] what) {
            for (int at = 0; at + what.length < call.writerIndex(); at++) {
                int same = 0;
                while (same < what.length && call.getByte(at + same) == what[same]) same++;
                if (same == what.length) return at + same;
            }
            throw new IllegalArgumentException("call: " + call.toString(StandardCharsets.US_ASCII));
        }
    }

    private static ByteBuf text(int bytes) {
        return bytes('"' + "0".repeat(bytes - 2) + '"');
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }
}
