package dev.berth.proxy.access;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.AccessEntry;
import dev.berth.proxy.limit.Allowance;
import dev.berth.proxy.limit.HolderAllowance;
import dev.berth.proxy.route.TargetId;
import java.security.MessageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one endpoint key opens: its endpoint's target, limits and lists.
 *
 * @param allowance how much the endpoint may be called
 * @param ofKey how much of that with this key
 * @param tokens whose tokens open it; null: nobody's
 * @param claimed what the token that came allows of all that; null: none came
 * @param ofHolder how much its holder may use; null: none came, or it does not say
 */
public record Access(
        KeyId key,
        ByteString secretSha256,
        EndpointId endpoint,
        TenantId tenant,
        TargetId target,
        String network,
        Allowance allowance,
        Allowance ofKey,
        int maxBatchItems,
        Allowlists lists,
        @Nullable Instant expiresAt,
        @Nullable TokenTrust tokens,
        @Nullable Allowlists claimed,
        @Nullable HolderAllowance ofHolder) {
    public Access {
        if (secretSha256.size() != 32) {
            throw new IllegalArgumentException("secret hash: " + secretSha256.size() + " bytes (expected: 32)");
        }
    }

    static Access of(AccessEntry entry) {
        var limits = entry.getLimits();
        return new Access(
                new KeyId(entry.getKeyId()),
                entry.getSecretSha256(),
                new EndpointId(entry.getEndpointId()),
                new TenantId(entry.getTenantId()),
                new TargetId(entry.getTargetId()),
                entry.getNetwork(),
                Allowance.of(limits),
                Allowance.of(entry.getKeyLimits()),
                limits.getMaxBatchItems(),
                Allowlists.of(entry),
                entry.hasExpiresAt()
                        ? Instant.ofEpochSecond(
                                entry.getExpiresAt().getSeconds(),
                                entry.getExpiresAt().getNanos())
                        : null,
                entry.hasTokens() ? TokenTrust.of(entry.getTokens()) : null,
                null,
                null);
    }

    /** Whether this very key was presented, and is still valid. Takes the same time for every wrong secret. */
    public boolean admits(EndpointKey presented, Instant now) {
        boolean same = MessageDigest.isEqual(secretSha256.toByteArray(), presented.secretSha256());
        return same && isValid(now);
    }

    boolean isValid(Instant now) {
        return expiresAt == null || now.isBefore(expiresAt);
    }

    /** The same, within what a token allows. */
    Access narrowed(Claims claims) {
        int items = maxBatchItems == 0
                ? claims.maxBatchItems()
                : claims.maxBatchItems() == 0 ? maxBatchItems : Math.min(maxBatchItems, claims.maxBatchItems());
        return new Access(
                key,
                secretSha256,
                endpoint,
                tenant,
                target,
                network,
                allowance,
                ofKey,
                items,
                lists,
                expiresAt,
                tokens,
                claims.lists(),
                claims.holder() == null ? null : claims.holder().of(endpoint));
    }

    /** How many items a batch may have, given the proxy's own limit. */
    public int batchLimit(int proxyLimit) {
        return maxBatchItems == 0 ? proxyLimit : Math.min(maxBatchItems, proxyLimit);
    }
}
