package dev.berth.control.template;

/** A file of the template's folder that is rendered and delivered; a secret one may hold secrets' values. */
public record FileRule(String source, String mode, boolean secret) {}
