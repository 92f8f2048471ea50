package dev.berth.cli.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
    private static final String REST = " 1 7 7 0 -1 4194560 200 0 0 0 1 2 0 0 20 0 1 0 98765 2600000 100";

    @Test
    void theNameMayHoldBlanksAndParentheses() {
        assertThat(ProcessIdentity.fromStat("4711 (a) b (c) S" + REST)).contains(new ProcessIdentity(4711, 98765));
    }

    @Test
    void aProcessThatOnlyWaitsToBeReapedHasEnded() {
        assertThat(ProcessIdentity.fromStat("4711 (java) Z" + REST)).isEmpty();
    }

    @Test
    void thisProcessIsAliveAndOneThatStartedAtAnotherTimeIsAnother() {
        var self = ProcessIdentity.ofLive(ProcessHandle.current().pid()).orElseThrow();
        assertThat(self.isAlive()).isTrue();
        assertThat(new ProcessIdentity(self.pid(), self.startTicks() + 1).isAlive())
                .isFalse();
    }
}
