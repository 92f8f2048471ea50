package dev.berth.control.secret;

import static dev.berth.migrations.schema.Tables.NODE_SECRET;

import dev.berth.control.template.SecretRule;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jooq.DSLContext;

/** Secrets of nodes and pools: random, made once, kept sealed; or derived from one that is. */
public final class NodeSecrets {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT_BYTES = 16;

    private final MasterKey key;

    public NodeSecrets(MasterKey key) {
        this.key = key;
    }

    /**
     * The text of each secret in {@code rules}, made now where it is wanted for the first time. Two who make it at once
     * get the same: the first to commit wins.
     *
     * @param node whose {@code scope: node} secrets they are
     * @param group whose {@code scope: pool} secrets they are: the node's pool, or the node itself when it has none
     */
    public Map<String, String> texts(DSLContext tx, Map<String, SecretRule> rules, UUID node, UUID group) {
        var texts = new HashMap<String, String>();
        for (String name : rules.keySet()) text(tx, name, rules, node, group, texts);
        return texts;
    }

    /** Forgets the secrets of a node or pool that is gone. */
    public static void forget(DSLContext tx, UUID owner) {
        tx.deleteFrom(NODE_SECRET).where(NODE_SECRET.OWNER_ID.eq(owner)).execute();
    }

    private String text(
            DSLContext tx,
            String name,
            Map<String, SecretRule> rules,
            UUID node,
            UUID group,
            Map<String, String> known) {
        String done = known.get(name);
        if (done != null) return done;
        SecretRule rule = Objects.requireNonNull(rules.get(name), name);
        UUID owner = rule.scope() == SecretRule.Scope.POOL ? group : node;
        String text = rule.derive() == null
                ? kept(tx, owner, name, random(rule))
                : derived(
                        tx,
                        owner,
                        name,
                        rule,
                        text(tx, Objects.requireNonNull(rule.from()), rules, node, group, known));
        known.put(name, text);
        return text;
    }

    private String derived(DSLContext tx, UUID owner, String name, SecretRule rule, String source) {
        return switch (Objects.requireNonNull(rule.derive())) {
            case BITCOIN_RPCAUTH -> {
                String salt = kept(tx, owner, name + ".salt", hex(SALT_BYTES));
                yield rule.user() + ":" + salt + "$" + hmac(salt, source);
            }
        };
    }

    private String kept(DSLContext tx, UUID owner, String name, String fresh) {
        String belongsTo = owner + "/" + name;
        tx.insertInto(NODE_SECRET)
                .set(NODE_SECRET.OWNER_ID, owner)
                .set(NODE_SECRET.NAME, name)
                .set(NODE_SECRET.SEALED, key.seal(fresh.getBytes(StandardCharsets.UTF_8), belongsTo))
                .onConflictDoNothing()
                .execute();
        byte[] sealed = tx.select(NODE_SECRET.SEALED)
                .from(NODE_SECRET)
                .where(NODE_SECRET.OWNER_ID.eq(owner).and(NODE_SECRET.NAME.eq(name)))
                .fetchSingle(NODE_SECRET.SEALED);
        return new String(key.open(sealed, belongsTo), StandardCharsets.UTF_8);
    }

    private static String random(SecretRule rule) {
        int bytes = Objects.requireNonNull(rule.bytes());
        return switch (Objects.requireNonNull(rule.format())) {
            case HEX -> hex(bytes);
            case BASE64URL -> {
                byte[] random = new byte[bytes];
                RANDOM.nextBytes(random);
                yield Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            }
        };
    }

    private static String hex(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** As Bitcoin Core's share/rpcauth/rpcauth.py: HMAC-SHA-256 with the salt's ASCII text as key. */
    private static String hmac(String salt, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot derive: " + e.getMessage(), e);
        }
    }
}
