package dev.berth.control.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.berth.host.artifact.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folders of node-templates as files: what is in them, before anybody asked whether it is right. */
public final class TemplateFolders {
    private static final String ROOT = "berth";
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .build());

    private TemplateFolders() {}

    /** A template's folder: its files by path, README.md left out. */
    public record Folder(String name, SortedMap<String, Content> files) {
        static final String DEFINITION = "template.yaml";

        public Folder {
            files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        }

        JsonNode definition() {
            Content text = files.get(DEFINITION);
            if (text == null) throw new IllegalArgumentException("template " + name + ": has no " + DEFINITION);
            return yaml(text.text());
        }

        /** SHA-256 over the files, sorted by path, each as path NUL length NUL bytes. */
        TemplateHash hash() {
            var bytes = new ByteArrayOutputStream();
            files.forEach((path, content) -> {
                byte[] body = content.bytes();
                bytes.writeBytes((path + "\0" + body.length + "\0").getBytes(StandardCharsets.UTF_8));
                bytes.writeBytes(body);
            });
            return new TemplateHash(Content.of(bytes.toByteArray()).sha256());
        }

        Map<String, Content> otherFiles() {
            var others = new TreeMap<>(files);
            others.remove(DEFINITION);
            return others;
        }
    }

    /** Everything that the module brings: template folders, and the documents of the other kinds by file name. */
    public record Contents(
            List<Folder> templates,
            SortedMap<String, JsonNode> networks,
            SortedMap<String, JsonNode> methods,
            SortedMap<String, JsonNode> prices) {}

    /** Reads what is on the classpath. */
    public static Contents fromClasspath() {
        URL found = TemplateFolders.class.getClassLoader().getResource(ROOT + "/templates");
        if (found == null)
            throw new IllegalStateException("no node-templates on the classpath (expected: " + ROOT + "/templates)");
        try {
            URI uri = found.toURI();
            if (!uri.getScheme().equals("jar"))
                return read(Objects.requireNonNull(Path.of(uri).getParent()));
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return read(jar.getPath(ROOT));
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException("classpath address: " + found, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a directory with the folders templates, networks, methods and prices. */
    public static Contents read(Path root) {
        try {
            var templates = new ArrayList<Folder>();
            for (Path folder : children(root.resolve("templates"))) templates.add(folder(folder));
            return new Contents(
                    templates,
                    documents(root.resolve("networks")),
                    documents(root.resolve("methods")),
                    documents(root.resolve("prices")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException("not YAML: " + e.getMessage(), e);
        }
    }

    private static Folder folder(Path folder) throws IOException {
        var files = new TreeMap<String, Content>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String path = folder.relativize(file).toString();
                if (!path.equals("README.md")) files.put(path, Content.of(Files.readAllBytes(file)));
            }
        }
        return new Folder(name(folder), files);
    }

    private static SortedMap<String, JsonNode> documents(Path folder) throws IOException {
        var documents = new TreeMap<String, JsonNode>();
        for (Path file : children(folder)) {
            String name = name(file);
            if (name.endsWith(".yaml"))
                documents.put(name.substring(0, name.length() - ".yaml".length()), yaml(Files.readString(file)));
        }
        return documents;
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    private static String name(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }
}
