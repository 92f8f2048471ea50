package dev.berth.proxy.relay;

import dev.berth.proxy.upstream.Alarms;
import dev.berth.proxy.upstream.UpstreamClient;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/** What all calls of one event loop share. */
record OnLoop(
        Vertx vertx,
        UpstreamClient client,
        Alarms alarms,
        HedgeBudget hedges,
        WaitingRoom waitingRoom,
        LongSupplier nanos) {}
