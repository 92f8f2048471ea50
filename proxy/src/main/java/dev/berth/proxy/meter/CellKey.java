package dev.berth.proxy.meter;

import dev.berth.contract.v1.Outcome;
import dev.berth.proxy.access.KeyId;

/** What a cell counts: a meter key under one outcome. */
record CellKey(MeterKey key, Outcome outcome) {
    CellKey {
        if (outcome == Outcome.OUTCOME_UNSPECIFIED || outcome == Outcome.UNRECOGNIZED) {
            throw new IllegalArgumentException("outcome: " + outcome + " (expected: one that can be billed or not)");
        }
    }

    static CellKey of(dev.berth.contract.v1.MeterKey wire) {
        return new CellKey(
                new MeterKey(new KeyId(wire.getEndpointKeyId()), wire.getNetwork(), wire.getSku()), wire.getOutcome());
    }

    dev.berth.contract.v1.MeterKey toWire() {
        return dev.berth.contract.v1.MeterKey.newBuilder()
                .setEndpointKeyId(key.key().value())
                .setNetwork(key.network())
                .setSku(key.sku())
                .setOutcome(outcome)
                .build();
    }
}
