package dev.berth.control.openid;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2AuthorizationURL;
import io.vertx.ext.auth.oauth2.OAuth2FlowType;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.Oauth2Credentials;
import io.vertx.ext.auth.oauth2.providers.OpenIDConnectAuth;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks providers who somebody is: by an authorization code, with PKCE, state and nonce. Of what they say the e-mail address
 * counts, and only where they say that it is verified.
 */
public final class OpenIdConnect implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenIdConnect.class);
    private static final int PATIENCE_SECONDS = 10;

    private final Vertx vertx = Vertx.vertx();
    private final List<OpenIdProvider> providers;
    private final String base;
    private final Map<String, OAuth2Auth> described = new ConcurrentHashMap<>();

    /** @param base where browsers reach this API */
    public OpenIdConnect(List<OpenIdProvider> providers, URI base) {
        this.providers = List.copyOf(providers);
        this.base = base.toString().replaceAll("/+$", "");
    }

    /** What became of it. */
    public sealed interface Outcome {
        /** To be gone to, and remembered by the browser meanwhile. */
        record Sent(String url, Attempt attempt) implements Outcome {}

        record Verified(String email) implements Outcome {}

        record Refused(String why) implements Outcome {}

        record Unreachable() implements Outcome {}
    }

    public List<OpenIdProvider> providers() {
        return providers;
    }

    public Outcome start(OpenIdProvider provider) {
        Attempt attempt = Attempt.begin(provider.name());
        try {
            String url = describe(provider)
                    .authorizeURL(new OAuth2AuthorizationURL()
                            .setRedirectUri(redirect(provider))
                            .setScopes(List.of("openid", "email"))
                            .setState(attempt.state().text())
                            .setCodeChallenge(challenge(attempt))
                            .setCodeChallengeMethod("S256")
                            .putAdditionalParameter("nonce", attempt.nonce().text()));
            return new Outcome.Sent(url, attempt);
        } catch (RuntimeException | TimeoutException e) {
            return unreachable(provider, e);
        }
    }

    /** Takes what the browser brought back from a provider. */
    public Outcome arrive(OpenIdProvider provider, Attempt attempt, @Nullable String state, @Nullable String code) {
        if (!attempt.provider().equals(provider.name())
                || state == null
                || !same(state, attempt.state().text())) return new Outcome.Refused("it was not begun in this browser");
        if (Instant.now().isAfter(attempt.until())) return new Outcome.Refused("it took too long");
        if (code == null) return new Outcome.Refused(provider.label() + " did not vouch for anybody");
        try {
            OAuth2Auth auth = describe(provider);
            User user = auth.authenticate(new Oauth2Credentials()
                            .setFlow(OAuth2FlowType.AUTH_CODE)
                            .setCode(code)
                            .setCodeVerifier(attempt.verifier().text())
                            .setRedirectUri(redirect(provider)))
                    .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return verified(provider, attempt, auth, user);
        } catch (TimeoutException e) {
            return unreachable(provider, e);
        } catch (RuntimeException e) {
            unreachable(provider, e);
            return new Outcome.Refused(provider.label() + " did not confirm it");
        }
    }

    private static Outcome verified(OpenIdProvider provider, Attempt attempt, OAuth2Auth auth, User user)
            throws TimeoutException {
        JsonObject token = user.attributes().getJsonObject("idToken");
        if (token == null) return new Outcome.Refused("its token is not signed by a key of the provider");
        Optional<String> wrong = wrong(provider, attempt, token);
        if (wrong.isPresent()) return new Outcome.Refused(wrong.get());
        JsonObject claims = token;
        if (!claims.containsKey("email")) {
            claims = auth.userInfo(user).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!token.getString("sub").equals(claims.getString("sub")))
                return new Outcome.Refused("the provider speaks of two people");
        }
        Object verified = claims.getValue("email_verified");
        if (claims.getString("email") == null || !"true".equals(String.valueOf(verified)))
            return new Outcome.Refused(provider.label() + " does not vouch for an e-mail address");
        return new Outcome.Verified(claims.getString("email"));
    }

    /** What of the token is not as it was asked for; its signature was looked at before. */
    private static Optional<String> wrong(OpenIdProvider provider, Attempt attempt, JsonObject token) {
        Object audience = token.getValue("aud");
        boolean ours = audience instanceof JsonArray several
                ? several.contains(provider.clientId()) && provider.clientId().equals(token.getString("azp"))
                : provider.clientId().equals(audience);
        if (!ours) return Optional.of("its token is for somebody else");
        if (!provider.issuer().toString().equals(token.getString("iss")))
            return Optional.of("its token is of another issuer, " + token.getString("iss"));
        if (!same(attempt.nonce().text(), String.valueOf(token.getString("nonce"))))
            return Optional.of("its token was made for another sign-in");
        Long end = token.getLong("exp");
        if (end == null || Instant.now().isAfter(Instant.ofEpochSecond(end)))
            return Optional.of("its token has expired");
        return Optional.empty();
    }

    private OAuth2Auth describe(OpenIdProvider provider) throws TimeoutException {
        OAuth2Auth known = described.get(provider.name());
        if (known != null) return known;
        var options = new OAuth2Options().setSite(provider.issuer().toString()).setClientId(provider.clientId());
        provider.clientSecret().ifPresent(options::setClientSecret);
        OAuth2Auth found = OpenIDConnectAuth.discover(vertx, options).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        found.missingKeyHandler(_ -> found.jWKSet());
        described.put(provider.name(), found);
        return found;
    }

    private static Outcome unreachable(OpenIdProvider provider, Exception e) {
        LOG.atWarn()
                .addKeyValue("provider", provider.name())
                .addKeyValue("reason", String.valueOf(e.getMessage()))
                .log("provider of identities did not answer as it should");
        return new Outcome.Unreachable();
    }

    private String redirect(OpenIdProvider provider) {
        return base + "/api/v1/oidc/" + provider.name() + "/callback";
    }

    private static String challenge(Attempt attempt) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(attempt.verifier().sha256());
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        vertx.close();
    }
}
