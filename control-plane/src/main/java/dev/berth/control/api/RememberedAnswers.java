package dev.berth.control.api;

import static dev.berth.migrations.schema.Tables.IDEMPOTENCY;
import static org.jooq.impl.DSL.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.JSONB;

/**
 * Makes the repeat of a create harmless. The answer is written in the transaction that creates: a concurrent repeat
 * waits for it at the primary key, and nothing is created that is not remembered. Answers are sealed, since some carry a
 * key's text. Only answers that created something are remembered.
 */
final class RememberedAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MasterKey masterKey;

    RememberedAnswers(MasterKey masterKey) {
        this.masterKey = masterKey;
    }

    /** Which request this is: whose, the client's key for it, where it went, and the hash of all that was sent. */
    record Identity(TenantId tenant, String key, String route, String sha256) {}

    Reply.Json once(DSLContext tx, Identity identity, Supplier<Reply.Json> create) {
        forgetOld(tx, identity.tenant());
        int inserted = tx.insertInto(IDEMPOTENCY)
                .set(IDEMPOTENCY.TENANT_ID, identity.tenant().value())
                .set(IDEMPOTENCY.IDEMPOTENCY_KEY, identity.key())
                .set(IDEMPOTENCY.ROUTE, identity.route())
                .set(IDEMPOTENCY.BODY_SHA256, HexFormat.of().parseHex(identity.sha256()))
                .onConflictDoNothing()
                .execute();
        if (inserted == 0) return remembered(tx, identity);
        Reply.Json answer = create.get();
        tx.update(IDEMPOTENCY)
                .set(IDEMPOTENCY.STATUS, answer.status())
                .set(IDEMPOTENCY.RESPONSE, sealed(identity, answer))
                .where(IDEMPOTENCY.TENANT_ID.eq(identity.tenant().value()))
                .and(IDEMPOTENCY.IDEMPOTENCY_KEY.eq(identity.key()))
                .execute();
        return answer;
    }

    private Reply.Json remembered(DSLContext tx, Identity identity) {
        var row = tx.selectFrom(IDEMPOTENCY)
                .where(IDEMPOTENCY.TENANT_ID.eq(identity.tenant().value()))
                .and(IDEMPOTENCY.IDEMPOTENCY_KEY.eq(identity.key()))
                .fetchSingle();
        boolean same = row.getRoute().equals(identity.route())
                && HexFormat.of().formatHex(row.getBodySha256()).equals(identity.sha256());
        if (!same) throw Problem.keyReused().exception();
        return opened(identity, row.getStatus(), row.getResponse());
    }

    private static void forgetOld(DSLContext tx, TenantId tenant) {
        tx.deleteFrom(IDEMPOTENCY)
                .where(IDEMPOTENCY.TENANT_ID.eq(tenant.value()))
                .and(IDEMPOTENCY.CREATED_AT.lt(field("now() - interval '24 hours'", Instant.class)))
                .execute();
    }

    private JSONB sealed(Identity identity, Reply.Json answer) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.set("body", answer.body());
        ObjectNode headers = whole.putObject("headers");
        answer.headers().forEach(headers::put);
        byte[] text = whole.toString().getBytes(StandardCharsets.UTF_8);
        String sealed = Base64.getEncoder().encodeToString(masterKey.seal(text, owner(identity)));
        return JSONB.valueOf(
                JsonNodeFactory.instance.objectNode().put("sealed", sealed).toString());
    }

    private Reply.Json opened(Identity identity, int status, JSONB response) {
        try {
            String sealed = JSON.readTree(response.data()).get("sealed").asText();
            byte[] text = masterKey.open(Base64.getDecoder().decode(sealed), owner(identity));
            JsonNode whole = JSON.readTree(new String(text, StandardCharsets.UTF_8));
            Map<String, String> headers = new HashMap<>();
            whole.get("headers")
                    .properties()
                    .forEach(entry ->
                            headers.put(entry.getKey(), entry.getValue().asText()));
            return new Reply.Json(status, whole.get("body"), headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("remembered answer: " + e.getOriginalMessage(), e);
        }
    }

    private static String owner(Identity identity) {
        return "idempotency:" + identity.tenant() + ":" + identity.key();
    }
}
