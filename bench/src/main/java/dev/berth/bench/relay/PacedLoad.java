package dev.berth.bench.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/**
 * Load that comes at a constant rate whatever becomes of it: each call has a time at which it is due, and its latency counts from
 * then, also while it waits for a connection (so nothing is left out when answers are slow). Connections take turns. One
 * thread.
 */
final class PacedLoad {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final URI url;
    private final IntFunction<String> paths;
    private final String body;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Deque<Long> waiting = new ArrayDeque<>();
    private final Histogram latency = new Histogram(LONGEST_NANOS, 3);
    private long bad;
    private int sent;

    /** What was seen: latencies in nanoseconds, and how many answers were no result. */
    record Seen(Histogram latency, long bad) {}

    /**
     * @param paths the path of a call by its number
     * @param body of each call; the place that says ADDRESS differs from call to call
     */
    PacedLoad(URI url, IntFunction<String> paths, String body) {
        this.url = url;
        this.paths = paths;
        this.body = body;
    }

    /** A keep-alive connection, and when the call on it was due. */
    private final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final Channel channel;
        private long due;

        Connection(Channel channel) {
            this.channel = channel;
        }

        void send(long dueAt) {
            due = dueAt;
            int number = sent++;
            ByteBuf call = Unpooled.copiedBuffer(
                    body.replace("ADDRESS", "0x%040x".formatted(number)), StandardCharsets.US_ASCII);
            var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, paths.apply(number), call);
            request.headers()
                    .set(HttpHeaderNames.HOST, url.getHost())
                    .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                    .set(HttpHeaderNames.CONTENT_LENGTH, call.readableBytes());
            var _ = channel.writeAndFlush(request, channel.voidPromise());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            latency.recordValue(Math.min(System.nanoTime() - due, LONGEST_NANOS));
            if (response.status().code() != 200) bad++;
            Long next = waiting.poll();
            if (next != null) send(next);
            else idle.addLast(this);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            bad++;
        }
    }

    /** Opens the connections, lets calls come for some seconds that do not count, then for those that do. */
    Seen run(int connections, int perSecond, int uncountedSeconds, int seconds) throws Exception {
        try {
            for (int i = 0; i < connections; i++) {
                Connection connection = connect();
                loop.submit(() -> idle.addLast(connection)).sync();
            }
            pace(perSecond, uncountedSeconds);
            loop.submit(latency::reset).sync();
            pace(perSecond, seconds);
            return loop.submit(() -> new Seen(latency.copy(), bad + waiting.size()))
                    .get();
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }

    private Connection connect() throws InterruptedException {
        Channel channel = new Bootstrap()
                .group(group)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel opened) {
                        opened.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(64 << 20));
                    }
                })
                .connect(url.getHost(), url.getPort())
                .sync()
                .channel();
        var connection = new Connection(channel);
        channel.pipeline().addLast(connection);
        return connection;
    }

    private void pace(int perSecond, int seconds) throws Exception {
        var done = new CompletableFuture<Void>();
        long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long first = System.nanoTime() + interval;
        loop.execute(() -> tick(first, interval, (long) perSecond * seconds, done));
        done.get(seconds + 60, TimeUnit.SECONDS);
    }

    /** Sends all that is due, and comes back when the next one is. */
    private void tick(long due, long interval, long left, CompletableFuture<Void> done) {
        long now = System.nanoTime();
        long next = due;
        long rest = left;
        for (; rest > 0 && next <= now; rest--, next += interval) {
            Connection connection = idle.poll();
            if (connection == null) waiting.add(next);
            else connection.send(next);
        }
        long again = next;
        long more = rest;
        var _ = rest == 0
                ? loop.schedule(
                        () -> {
                            done.complete(null);
                        },
                        500,
                        TimeUnit.MILLISECONDS)
                : loop.schedule(
                        () -> tick(again, interval, more, done), next - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Of some numbers the one in the middle. */
    static double median(List<Double> numbers) {
        return numbers.stream().sorted().toList().get(numbers.size() / 2);
    }
}
