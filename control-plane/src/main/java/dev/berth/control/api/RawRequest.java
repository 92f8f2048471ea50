package dev.berth.control.api;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as it came, before anything of it is trusted. Names of headers are in lower case. */
record RawRequest(
        String requestId,
        String remoteAddress,
        String method,
        String path,
        Map<String, String> pathParameters,
        Map<String, List<String>> query,
        Map<String, String> headers,
        Map<String, String> cookies,
        Buffer body) {

    @Nullable
    String header(String name) {
        return headers.get(name);
    }
}
