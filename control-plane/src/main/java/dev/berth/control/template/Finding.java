package dev.berth.control.template;

/** What is wrong with a template, network, method table or price table, and where. */
public record Finding(String where, String rule, String message) {
    @Override
    public String toString() {
        return where + ": " + message + " [" + rule + "]";
    }
}
