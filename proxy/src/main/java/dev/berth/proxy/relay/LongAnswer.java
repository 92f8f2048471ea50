package dev.berth.proxy.relay;

import dev.berth.proxy.jsonrpc.ResultScan;
import dev.berth.proxy.upstream.AnswerFlow;

/**
 * The rest of an answer whose result is too long to be held.
 *
 * @param scan has read what came so far
 * @param end what follows on the result
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record LongAnswer(ResultScan scan, AnswerFlow flow, byte[] end) {}
