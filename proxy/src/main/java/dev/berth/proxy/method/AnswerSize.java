package dev.berth.proxy.method;

/** How large a method's answers are: small below 4 KiB, medium below 256 KiB, large anything. */
public enum AnswerSize {
    SMALL,
    MEDIUM,
    LARGE
}
