package dev.berth.proxy.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.contract.v1.AccessEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessTableTest {
    private static final TestKey KEY = new TestKey(1);

    private final AccessTable table = new AccessTable();

    private static AccessEntry entry(long version, boolean tombstone) {
        return AccessEntry.newBuilder()
                .setKeyId(KEY.id().value())
                .setVersion(version)
                .setTombstone(tombstone)
                .setSecretSha256(KEY.secretSha256())
                .setEndpointId("endpoint")
                .setTenantId("tenant")
                .setTargetId("target")
                .setNetwork("devnet")
                .build();
    }

    @Test
    void anOlderEntryNeverReplacesANewerOne() {
        table.apply(entry(5, true));
        table.apply(entry(4, false));
        assertThat(table.find(KEY.id())).isNull();
        table.apply(entry(6, false));
        assertThat(table.find(KEY.id())).isNotNull();
    }

    @Test
    void aDeniedKeyStaysDeniedAfterTheDatabaseWasRestored() {
        table.apply(entry(5, false));
        table.deny(List.of(KEY.id()));
        assertThat(table.find(KEY.id())).isNull();
        AccessTable restored = table.successor();
        restored.apply(entry(1, false));
        assertThat(restored.find(KEY.id())).isNull();
    }
}
