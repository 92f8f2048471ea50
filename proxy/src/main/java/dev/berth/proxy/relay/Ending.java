package dev.berth.proxy.relay;

import dev.berth.proxy.jsonrpc.Answer;
import dev.berth.proxy.upstream.Member;
import java.util.Map;

/** How the attempts at one call ended. */
sealed interface Ending {
    /** The node's own word, with the HTTP status that came with it. */
    sealed interface Answered extends Ending {
        int status();
    }

    record WithResult(Answer.Result result, Member member, int status) implements Answered {}

    record WithFailure(Answer.Failure failure, int status) implements Answered {}

    /** No member could take the call: why, by name. */
    record Nobody(Map<String, String> reasons) implements Ending {}

    /** Members took the call and gave no answer that can be passed on. */
    record Faulty(String reason) implements Ending {}

    record Late() implements Ending {}
}
