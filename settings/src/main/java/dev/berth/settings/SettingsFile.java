package dev.berth.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Settings as the file has them that {@code BERTH_CONFIG_FILE} names: YAML, a line {@code NAME: value} for each, by the names of the
 * environment variables, which win over it.
 */
record SettingsFile(String file, Map<String, Line> lines) {
    static final String VARIABLE = "BERTH_CONFIG_FILE";

    /** What stands there, and in which line. */
    record Line(int number, String value) {}

    /** What cannot be read of it is added to {@code wrong}, the rest counts. */
    static SettingsFile named(Map<String, String> environment, List<String> wrong) {
        String file = environment.getOrDefault(VARIABLE, "");
        var lines = new LinkedHashMap<String, Line>();
        var read = new SettingsFile(file, lines);
        if (file.isBlank()) return read;
        try (JsonParser yaml = new YAMLFactory().createParser(Files.newInputStream(Path.of(file)))) {
            read.fill(yaml, wrong);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            wrong.add(file + ":" + line + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            wrong.add(VARIABLE + ": cannot read " + file + ": " + e);
        }
        return read;
    }

    private void fill(JsonParser yaml, List<String> wrong) throws IOException {
        JsonToken first = yaml.nextToken();
        if (first == null) return;
        if (first != JsonToken.START_OBJECT) {
            wrong.add(file + ":1: not of lines NAME: value");
            return;
        }
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            String name = yaml.currentName();
            int number = yaml.currentLocation().getLineNr();
            if (yaml.nextToken().isStructStart()) {
                yaml.skipChildren();
                wrong.add(file + ":" + number + ": " + name + ": a structure (expected: one value)");
            } else if (lines.containsKey(name)) {
                wrong.add(file + ":" + number + ": " + name + ": a second time");
            } else {
                lines.put(name, new Line(number, yaml.getText()));
            }
        }
        if (yaml.nextToken() != null) wrong.add(file + ": a second document (expected: one)");
    }

    /** What is looked at: the environment, and the file where that says nothing. */
    Map<String, String> under(Map<String, String> environment) {
        Map<String, String> all = new LinkedHashMap<>();
        lines.forEach((name, line) -> all.put(name, line.value()));
        all.putAll(environment);
        return all;
    }

    /** A name as a message has it: with its place, when the file is where it comes from. */
    String place(String name, Map<String, String> environment) {
        Line line = environment.containsKey(name) ? null : lines.get(name);
        return line == null ? name : file + ":" + line.number() + ": " + name;
    }

    /** What is among {@code ours}, and nobody asked for. */
    List<String> unknown(Predicate<String> ours, Set<String> asked) {
        return lines.entrySet().stream()
                .filter(line -> ours.test(line.getKey()) && !asked.contains(line.getKey()))
                .map(line -> file + ":" + line.getValue().number() + ": " + line.getKey() + ": no such setting")
                .toList();
    }
}
