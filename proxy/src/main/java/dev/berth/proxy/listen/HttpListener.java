package dev.berth.proxy.listen;

import dev.berth.contract.v1.Refusal;
import dev.berth.proxy.jsonrpc.JsonRpc20;
import dev.berth.proxy.jsonrpc.Refused;
import dev.berth.proxy.relay.Admission;
import dev.berth.proxy.relay.LongAnswer;
import dev.berth.proxy.relay.Relay;
import dev.berth.proxy.relay.Response;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.VertxConnection;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port for tenants: takes a request apart as HTTP, gives its body to the {@link Relay}, writes what comes back. */
public final class HttpListener extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(HttpListener.class);
    private static final int DRAIN_SECONDS = 10;

    /** Of HTTP/2; with HTTP/1.1 the connection ends. */
    private static final long INTERNAL_ERROR = 2;

    private static final String ALLOW = "POST, GET, HEAD, OPTIONS";
    private static final String WHAT_THIS_IS =
            "{\"berth\":\"proxy\",\"usage\":\"POST JSON-RPC to /<endpoint key>, or to / with the key as Bearer,"
                    + " x-api-key or Basic\"}\n";
    private static final String WOULD_REFUSE = "x-berth-would-refuse";
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final ListenSettings settings;
    private final @Nullable ServedCertificate certificate;
    private final Door door;
    private final CallerOf callers;
    private final Function<Vertx, Relay> relays;
    private @Nullable HttpServer server;
    private @Nullable Relay relay;
    private @Nullable SlowSenders slowSenders;
    private @Nullable SlowReaders slowReaders;
    private @Nullable Packing packing;

    /**
     * Listens on one event loop, with a relay of its own; deploy as many as there are loops.
     *
     * @param certificate null: in the clear
     */
    public HttpListener(
            ListenSettings settings,
            @Nullable ServedCertificate certificate,
            Door door,
            Function<Vertx, Relay> relays) {
        this.settings = settings;
        this.certificate = certificate;
        this.door = door;
        this.callers = new CallerOf(settings.trustedHops());
        this.relays = relays;
    }

    @Override
    public Future<?> start() {
        relay = relays.apply(vertx);
        slowSenders = new SlowSenders(vertx, settings.patience(), door.ended());
        slowReaders = new SlowReaders(vertx, settings.patience(), door.ended());
        packing = new Packing(vertx, settings.packFromBytes());
        server = vertx.createHttpServer(ServerOptions.of(settings, certificate))
                .connectionHandler(this::expectItsEnd)
                .requestHandler(this::handle);
        if (certificate != null) certificate.follow(ServerOptions.swapIn(server));
        return server.listen().onSuccess(listening -> door.guard(listening.actualPort()));
    }

    /** A client that leaves is no news, and nothing is logged per call. */
    private void expectItsEnd(HttpConnection connection) {
        connection.exceptionHandler(_ -> {});
        if (!(connection instanceof VertxConnection)) ControlFrames.bound(connection, door.ended()); // HTTP/2
    }

    private SlowSenders senders() {
        return Objects.requireNonNull(slowSenders, "started");
    }

    private SlowReaders readers() {
        return Objects.requireNonNull(slowReaders, "started");
    }

    private Packing packing() {
        return Objects.requireNonNull(packing, "started");
    }

    /** The port that is bound, which differs from the one asked for when that was 0. */
    int boundPort() {
        return server == null ? -1 : server.actualPort();
    }

    /** Takes no new connections, ends idle ones, and waits for calls in flight. */
    @Override
    public Future<?> stop() {
        if (server == null) return Future.succeededFuture();
        return server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS)
                .onComplete(_ -> packing().close());
    }

    private void handle(HttpServerRequest request) {
        senders().headersCame(request);
        if (!request.method().equals(HttpMethod.POST)) senders().wholeCame(request);
        switch (request.method().name()) {
            case "POST" -> post(request);
            case "OPTIONS" -> preflight(request);
            case "GET", "HEAD" ->
                answer(request, 200).putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(WHAT_THIS_IS);
            default -> answer(request, 405).putHeader(HttpHeaders.ALLOW, ALLOW).end();
        }
    }

    /** Browsers may ask from anywhere: the key is what counts, and no cookie is ever read. */
    private void preflight(HttpServerRequest request) {
        String headers = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        answer(request, 204)
                .putHeader(HttpHeaders.ALLOW, ALLOW)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, ALLOW)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers == null ? "content-type" : headers)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400")
                .end();
    }

    private void post(HttpServerRequest request) {
        Relay mine = Objects.requireNonNull(relay, "started");
        if (hasSeveralSegments(request.path())) {
            turnAway(request, Refused.of(Refusal.NO_SUCH_PATH));
            return;
        }
        switch (mine.admit(callers.of(request))) {
            case Admission.TurnedAway(Refused refused) -> turnAway(request, refused);
            case Admission.Admitted caller ->
                new BodyIntake(request, settings.bodyBytes()).read(body -> {
                    senders().wholeCame(request);
                    readers().whenThereIsRoom(request, () -> relay(mine, caller, request, body));
                });
        }
    }

    private static boolean hasSeveralSegments(@Nullable String path) {
        if (path == null) return false;
        int slash = path.indexOf('/', 1);
        return slash > 0 && slash < path.length() - 1;
    }

    private void relay(Relay relay, Admission.Admitted caller, HttpServerRequest request, BodyIntake.Taken taken) {
        switch (taken) {
            case BodyIntake.TooLarge(int bytes) ->
                write(request, caller, relay.refuse(caller, bytes, Refused.of(Refusal.BODY_TOO_LARGE)));
            case BodyIntake.Whole(byte[] body) -> {
                ContentCoding coding = ContentCoding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING));
                if (coding == null) {
                    write(request, caller, relay.refuse(caller, body.length, Refused.of(Refusal.UNSUPPORTED_ENCODING)));
                    return;
                }
                if (!caller.accepts(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
                    write(
                            request,
                            caller,
                            relay.refuse(caller, body.length, Refused.of(Refusal.UNSUPPORTED_MEDIA_TYPE)));
                    return;
                }
                switch (coding.unpack(body, settings.bodyBytes())) {
                    case ContentCoding.Whole(byte[] unpacked) -> relay(relay, caller, request, unpacked);
                    case ContentCoding.TooLarge _ ->
                        write(request, caller, relay.refuse(caller, body.length, Refused.of(Refusal.BODY_TOO_LARGE)));
                    case ContentCoding.Damaged _ ->
                        write(
                                request,
                                caller,
                                relay.refuse(
                                        caller,
                                        body.length,
                                        Refused.of(Refusal.PARSE_ERROR, "it is not packed as its header says")));
                }
            }
        }
    }

    private void relay(Relay relay, Admission.Admitted caller, HttpServerRequest request, byte[] body) {
        Future<Response> relayed;
        try {
            relayed = relay.relay(caller, body);
        } catch (RuntimeException bug) {
            relayed = Future.failedFuture(bug);
        }
        relayed.onComplete((response, bug) -> {
            if (bug != null) log.atError().setCause(bug).log("a call could not be relayed");
            write(request, caller, bug == null ? response : relay.fail(caller, body.length));
        });
    }

    private void write(HttpServerRequest request, Admission.Admitted caller, Response response) {
        HttpServerResponse http = request.response();
        LongAnswer rest = response.rest();
        if (http.closed()) {
            if (rest != null) rest.flow().end();
            return;
        }
        answer(request, response.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(REQUEST_ID, caller.request().toString());
        Set<Refusal> wouldRefuse = caller.wouldRefuse();
        if (wouldRefuse != null && !wouldRefuse.isEmpty()) http.putHeader(WOULD_REFUSE, text(wouldRefuse));
        if (response.retryAfter() != null)
            http.putHeader(HttpHeaders.RETRY_AFTER, Refused.retryAfterHeader(response.retryAfter()));
        AnswerCoding coding = packing()
                .of(request, rest != null ? Integer.MAX_VALUE : response.body().length());
        if (rest != null) LongResponse.write(vertx, settings.patience().still(), http, response, rest, coding);
        else if (coding == null) end(request, response, response.body());
        else
            packing()
                    .pack(coding, response.body())
                    .onSuccess(packed -> end(request, response, packed))
                    .onFailure(bug -> {
                        log.atError().setCause(bug).log("an answer could not be packed");
                        http.reset(INTERNAL_ERROR);
                    });
    }

    private void end(HttpServerRequest request, Response response, Buffer body) {
        if (request.response().closed()) {
            response.broke();
            return;
        }
        Future<Void> taken = request.response().end(body);
        readers().expect(request, taken, body.length());
        taken.onSuccess(_ -> response.written()).onFailure(_ -> response.broke());
    }

    private void turnAway(HttpServerRequest request, Refused refused) {
        senders().wholeCame(request);
        HttpServerResponse http = answer(request, refused.httpStatus()).putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        if (refused.httpStatus() == 401) http.putHeader("www-authenticate", "Bearer");
        if (refused.retryAfter() != null)
            http.putHeader(HttpHeaders.RETRY_AFTER, Refused.retryAfterHeader(refused.retryAfter()));
        http.end(Buffer.buffer(new JsonRpc20().refusal(null, refused)));
    }

    private HttpServerResponse answer(HttpServerRequest request, int status) {
        HttpServerResponse http = request.response().setStatusCode(status);
        if (door.isClosing() && request.version() != HttpVersion.HTTP_2)
            http.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        if (request.getHeader(HttpHeaders.ORIGIN) == null) return http;
        return http.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "retry-after, x-request-id, " + WOULD_REFUSE);
    }

    private static String text(Set<Refusal> refusals) {
        return refusals.stream().map(Refusal::name).collect(Collectors.joining(", "));
    }
}
