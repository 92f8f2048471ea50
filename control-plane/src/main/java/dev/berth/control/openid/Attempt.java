package dev.berth.control.openid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.signin.SecretText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A sign-in that is under way at a provider. The browser keeps it, sealed, so that nothing is kept here, and only the browser
 * that began can end it.
 *
 * @param state comes back with the browser
 * @param nonce comes back in the token
 * @param verifier shows that who brings the code is who asked for it (PKCE)
 */
public record Attempt(String provider, SecretText state, SecretText nonce, SecretText verifier, Instant until) {
    public static final Duration LIFE = Duration.ofMinutes(10);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OWNER = "openid-attempt";

    static Attempt begin(String provider) {
        return new Attempt(
                provider,
                SecretText.random(),
                SecretText.random(),
                SecretText.random(),
                Instant.now().plus(LIFE));
    }

    public String sealed(MasterKey key) {
        String text = JsonNodeFactory.instance
                .objectNode()
                .put("provider", provider)
                .put("state", state.text())
                .put("nonce", nonce.text())
                .put("verifier", verifier.text())
                .put("until", until.toString())
                .toString();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.seal(text.getBytes(StandardCharsets.UTF_8), OWNER));
    }

    /** Empty when it was not sealed here. */
    public static Optional<Attempt> open(String sealed, MasterKey key) {
        try {
            byte[] text = key.open(Base64.getUrlDecoder().decode(sealed), OWNER);
            JsonNode json = JSON.readTree(new String(text, StandardCharsets.UTF_8));
            return Optional.of(new Attempt(
                    json.get("provider").asText(),
                    new SecretText(json.get("state").asText()),
                    new SecretText(json.get("nonce").asText()),
                    new SecretText(json.get("verifier").asText()),
                    Instant.parse(json.get("until").asText())));
        } catch (IllegalStateException | IllegalArgumentException | JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
