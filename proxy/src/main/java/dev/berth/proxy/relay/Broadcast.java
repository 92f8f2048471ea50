package dev.berth.proxy.relay;

import dev.berth.proxy.method.MethodClass;
import dev.berth.proxy.upstream.Attempt;
import dev.berth.proxy.upstream.LiveTarget;
import dev.berth.proxy.upstream.Member;
import dev.berth.proxy.upstream.UpstreamClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * Tells the other members what one has accepted, so that whoever is asked next has heard of it. What they answer is of no
 * interest, and none of it is metered. For members that follow one chain. The caller waits for them, but only a moment.
 */
final class Broadcast {
    private static final long MOMENT_MILLIS = 150;
    private static final long GIVE_UP_MILLIS = 10_000;

    private final Vertx vertx;
    private final UpstreamClient client;
    private final LongSupplier nanos;

    Broadcast(Vertx vertx, UpstreamClient client, LongSupplier nanos) {
        this.vertx = vertx;
        this.client = client;
        this.nanos = nanos;
    }

    Future<Void> tell(LiveTarget target, Member accepted, byte[] request) {
        var others = target.members().stream()
                .filter(member -> member != accepted && member.unusable().isEmpty())
                .map(member -> tell(member, request))
                .toList();
        if (others.isEmpty()) return Future.succeededFuture();
        Promise<Void> moment = Promise.promise();
        long timer = vertx.setTimer(MOMENT_MILLIS, _ -> moment.tryComplete());
        Future.join(others).onComplete(_ -> {
            vertx.cancelTimer(timer);
            moment.tryComplete();
        });
        return moment.future();
    }

    private Future<?> tell(Member member, byte[] request) {
        member.began(MethodClass.WRITE, nanos.getAsLong());
        Attempt attempt = client.send(member, request);
        long timer = vertx.setTimer(GIVE_UP_MILLIS, _ -> attempt.cancel("took too long"));
        return attempt.reply().onSuccess(_ -> {
            vertx.cancelTimer(timer);
            member.ended(MethodClass.WRITE);
        });
    }
}
