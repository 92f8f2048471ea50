package dev.berth.proxy.access;

import dev.berth.contract.v1.AccessEntry;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Every endpoint key by its id. Entries are immutable and replaced one by one, so 100,000 of them cost a change nothing;
 * a change is seen by the next call. A denied key stays denied, whatever entries come later.
 */
public final class AccessTable {
    private final ConcurrentHashMap<KeyId, Versioned> entries = new ConcurrentHashMap<>();
    private final Set<KeyId> denied;

    public AccessTable() {
        this(ConcurrentHashMap.newKeySet());
    }

    private AccessTable(Set<KeyId> denied) {
        this.denied = denied;
    }

    /** An entry or a tombstone ({@code access} is null), and the version that it came with. */
    private record Versioned(long version, @Nullable Access access) {}

    /** What the key may do; null when it is unknown, revoked or denied. */
    public @Nullable Access find(KeyId key) {
        Versioned found = entries.get(key);
        if (found == null || found.access == null || denied.contains(key)) return null;
        return found.access;
    }

    /** Takes an entry or a tombstone, unless a newer one of the same key is here already. */
    public void apply(AccessEntry entry) {
        var offered = new Versioned(entry.getVersion(), entry.getTombstone() ? null : Access.of(entry));
        entries.merge(new KeyId(entry.getKeyId()), offered, (held, late) -> late.version > held.version ? late : held);
    }

    public void deny(Collection<KeyId> keys) {
        denied.addAll(keys);
    }

    /** An empty table with the same denied keys, to be filled from a database that was restored or replaced. */
    public AccessTable successor() {
        return new AccessTable(denied);
    }
}
