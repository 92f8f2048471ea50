package dev.berth.control.billing;

/** A field of a price table that cannot be taken. The pointer is a JSON pointer into what was asked for. */
public record WrongPrice(String pointer, String reason) {}
