package dev.berth.proxy.route;

import dev.berth.proxy.method.HeightAt;

/** How a network's nodes are asked for their height. */
public record HeadPoll(String method, String params, HeightAt height) {
    static HeadPoll of(dev.berth.contract.v1.HeadPoll poll) {
        return new HeadPoll(
                poll.getMethod(), poll.getParamsJson().isEmpty() ? "[]" : poll.getParamsJson(), HeightAt.of(poll));
    }
}
