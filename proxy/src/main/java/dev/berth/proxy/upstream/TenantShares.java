package dev.berth.proxy.upstream;

import dev.berth.proxy.access.TenantId;
import dev.berth.proxy.method.MethodClass;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls each tenant has at a shared target's members now. Of each class a tenant may have as many as there is room left
 * for more: alone it gets half of what members can take, with others about an equal part each, and whoever comes next finds room.
 */
public final class TenantShares {
    private final ConcurrentHashMap<TenantId, Share> shares = new ConcurrentHashMap<>();

    /** One tenant's calls. */
    public static final class Share {
        private final Map<MethodClass, AtomicInteger> held = new EnumMap<>(MethodClass.class);

        private Share() {
            for (MethodClass each : MethodClass.values()) held.put(each, new AtomicInteger());
        }

        /** Counts one more call; false, and it is not counted, when there is not room for as many more. */
        public boolean take(MethodClass methodClass, int room) {
            AtomicInteger calls = calls(methodClass);
            int held = calls.incrementAndGet();
            if (held == 1 || held <= room) return true;
            calls.decrementAndGet();
            return false;
        }

        public void giveBack(MethodClass methodClass) {
            calls(methodClass).decrementAndGet();
        }

        public int held(MethodClass methodClass) {
            return calls(methodClass).get();
        }

        private AtomicInteger calls(MethodClass methodClass) {
            AtomicInteger calls = held.get(methodClass);
            if (calls == null) throw new IllegalStateException("every class is counted");
            return calls;
        }
    }

    public Share of(TenantId tenant) {
        Share known = shares.get(tenant);
        return known == null ? shares.computeIfAbsent(tenant, _ -> new Share()) : known;
    }
}
