package dev.berth.control.template;

import java.time.Instant;

/** A template version as an operator has it: only one that is verified and approved may run. */
public record StoredTemplate(TemplateVersion version, boolean approved, Instant createdAt) {
    public TemplateHash hash() {
        return version.hash();
    }

    public Template template() {
        return version.template();
    }
}
