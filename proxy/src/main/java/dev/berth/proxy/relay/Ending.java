package dev.berth.proxy.relay;

import dev.berth.proxy.jsonrpc.Answer;
import dev.berth.proxy.jsonrpc.ResultScan;
import dev.berth.proxy.jsonrpc.Slice;
import dev.berth.proxy.upstream.AnswerFlow;
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

    /**
     * The node's result, so long that most of it is still on its way. Only one caller can have it.
     *
     * @param begun what of it has come
     */
    record Flowing(Slice begun, ResultScan scan, AnswerFlow rest, int status) implements Ending {}

    /** The answer was too long to be held until the rest of its batch is there. */
    record TooLong() implements Ending {}

    /** No member could take the call: why, by name. */
    record Nobody(Map<String, String> reasons) implements Ending {}

    /** The call names a block that no member has got to. */
    record NoSuchBlock(long best) implements Ending {}

    /** The tenant has so many calls at the members already, and others are to find room as well. */
    record OverShare(int callsAtOnce) implements Ending {}

    /** Members took the call and gave no answer that can be passed on. */
    record Faulty(String reason) implements Ending {}

    record Late() implements Ending {}
}
