package dev.berth.proxy.access;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.AccessEntry;
import dev.berth.proxy.limit.Allowance;
import dev.berth.proxy.route.TargetId;
import java.security.MessageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one endpoint key opens: its endpoint's target, limits and lists.
 *
 * @param allowance how much the endpoint may be called
 * @param ofKey how much of that with this key
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
        @Nullable Instant expiresAt) {
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
                        : null);
    }

    /** Whether this very key was presented, and is still valid. Takes the same time for every wrong secret. */
    public boolean admits(EndpointKey presented, Instant now) {
        boolean same = MessageDigest.isEqual(secretSha256.toByteArray(), presented.secretSha256());
        return same && (expiresAt == null || now.isBefore(expiresAt));
    }

    /** How many items a batch may have, given the proxy's own limit. */
    public int batchLimit(int proxyLimit) {
        return maxBatchItems == 0 ? proxyLimit : Math.min(maxBatchItems, proxyLimit);
    }
}
