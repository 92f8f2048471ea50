package dev.berth.control.template;

import dev.berth.host.artifact.Content;
import java.util.Map;
import java.util.Optional;

/** One version of a template: its definition and the other files of its folder. Never edited. */
public record TemplateVersion(TemplateHash hash, Template template, Map<String, Content> files) {
    public TemplateVersion {
        files = Map.copyOf(files);
    }

    /** A file of the folder, by its path. */
    Optional<Content> file(String path) {
        return Optional.ofNullable(files.get(path));
    }
}
