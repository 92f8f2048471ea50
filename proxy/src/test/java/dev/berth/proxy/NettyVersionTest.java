package dev.berth.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.Version;
import org.junit.jupiter.api.Test;

/** Below 4.2.13 Netty has known request-smuggling holes; an import in the build could quietly bring one back. */
class NettyVersionTest {
    @Test
    void everyNettyJarOnTheClasspathIsAtLeast4_2_13() {
        assertThat(Version.identify().values()).isNotEmpty().allSatisfy(jar -> {
            var version = Runtime.Version.parse(jar.artifactVersion().replace(".Final", ""));
            assertThat(version).as(jar.artifactId()).isGreaterThanOrEqualTo(Runtime.Version.parse("4.2.13"));
        });
    }
}
