package dev.berth.control.signin;

/** Where somebody signs in from, for people to recognise; texts that are too long are cut. */
public record Visitor(String address, String userAgent) {
    private static final int LONGEST = 300;

    public Visitor {
        userAgent = userAgent.length() <= LONGEST ? userAgent : userAgent.substring(0, LONGEST);
    }
}
