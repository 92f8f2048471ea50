package dev.berth.control.template;

/** A user, and the name of the secret that is its password. */
public record Credential(String user, String secret) {}
