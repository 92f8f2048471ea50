package dev.berth.host.link;

import dev.berth.contract.v1.HostWire.FromHost;
import io.grpc.stub.StreamObserver;

/** What an agent says on one stream, from any thread, in whole messages; said into the void once the stream has ended. */
final class Outbox {
    private final StreamObserver<FromHost> stream;
    private boolean ended;

    Outbox(StreamObserver<FromHost> stream) {
        this.stream = stream;
    }

    synchronized void say(FromHost message) {
        if (ended) return;
        try {
            stream.onNext(message);
        } catch (IllegalStateException gone) {
            ended = true;
        }
    }

    synchronized void end() {
        ended = true;
    }
}
