package dev.berth.proxy.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

/** Sends calls to members over pooled connections; one per event loop, and used on that loop only. */
public final class UpstreamClient {
    /** Shorter than any node keeps an idle connection, so that a call hardly ever meets one that is being closed. */
    private static final int IDLE_SECONDS = 2;

    private static final int CONNECTIONS_PER_MEMBER = 128;
    private static final int CONNECT_MILLIS = 1_000;

    private final HttpClient http;
    private final int maxAnswerBytes;

    public UpstreamClient(Vertx vertx, int maxAnswerBytes) {
        this.maxAnswerBytes = maxAnswerBytes;
        this.http = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setKeepAliveTimeout(IDLE_SECONDS)
                        .setTcpNoDelay(true)
                        .setDecompressionSupported(false))
                .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_MEMBER).setMaxWaitQueueSize(-1))
                .withConnectHandler(UpstreamClient::expectItsEnd)
                .build();
    }

    /** A connection that a node ends is no news: the attempt that used it, if any, is told. */
    private static void expectItsEnd(HttpConnection connection) {
        connection.exceptionHandler(_ -> {});
    }

    public Attempt send(Member member, byte[] call) {
        var attempt = new Attempt(maxAnswerBytes);
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(member.upstream().host())
                .setPort(member.upstream().port())
                .setURI(member.upstream().path())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        switch (member.credential()) {
            case Credential.None _ -> {}
            case Credential.Basic(String authorization) -> options.putHeader(HttpHeaders.AUTHORIZATION, authorization);
            case Credential.Unreadable(String reason) -> {
                attempt.notSent(reason);
                return attempt;
            }
        }
        http.request(options)
                .onSuccess(request -> attempt.send(request, Buffer.buffer(call)))
                .onFailure(attempt::notSent);
        return attempt;
    }
}
