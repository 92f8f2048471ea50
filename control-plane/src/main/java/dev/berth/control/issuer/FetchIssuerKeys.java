package dev.berth.control.issuer;

import dev.berth.control.issuer.IssuerKeys.Checked;
import dev.berth.control.issuer.IssuerKeys.Unusable;
import dev.berth.control.outbound.OutboundHttp;
import dev.berth.control.outbound.PublicNetwork;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** Asks an issuer for its keys. A tenant says where, so it is asked as {@link OutboundHttp} says, for a short document. */
public final class FetchIssuerKeys implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LONGEST_DOCUMENT = 1 << 16;

    private final OutboundHttp http;

    public FetchIssuerKeys() {
        this(new OutboundHttp(PublicNetwork.ALONE, OutboundHttp.USUAL_PORTS, PATIENCE));
    }

    FetchIssuerKeys(OutboundHttp http) {
        this.http = http;
    }

    public Checked fetch(URI url) {
        return http.call(url, FetchIssuerKeys::request, FetchIssuerKeys::read, Unusable::new);
    }

    private static HttpGet request(URI url) {
        var get = new HttpGet(url);
        get.setHeader("accept", "application/jwk-set+json, application/json");
        return get;
    }

    private static Checked read(ClassicHttpResponse response) throws IOException {
        if (response.getCode() != 200) return new Unusable("answered " + response.getCode() + " (expected: 200)");
        byte[] document = response.getEntity().getContent().readNBytes(LONGEST_DOCUMENT + 1);
        if (document.length > LONGEST_DOCUMENT)
            return new Unusable("answered more than " + LONGEST_DOCUMENT + " bytes");
        return IssuerKeys.check(new String(document, StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
