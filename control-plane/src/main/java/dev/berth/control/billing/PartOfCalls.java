package dev.berth.control.billing;

/** Calls of one key of a bill, of which a part is told apart: those of a day, or of an API's key. */
record PartOfCalls(MeteredCalls calls, String part) {}
