package dev.berth.host.engine;

import dev.berth.host.artifact.UnitUser;
import dev.berth.host.disk.Ownership;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files and secrets, put where a unit reads them and nobody else does.
 *
 * @param owner who may read what is secret; absent when units run as the user that this process runs as
 */
public record Delivery(Path files, Path secrets, Optional<UnitUser> owner) {

    /** Makes both directories and puts there what the unit's argv and env name. */
    public void deliver(UnitSpec unit, Placeholders placeholders) throws IOException {
        Ownership.directory(files, "rwxr-xr-x");
        Ownership.directory(secrets, "r-x------");
        if (owner.isPresent()) give(secrets);
        else Ownership.mode(secrets, "rwx------");
        for (var file : unit.files().entrySet())
            if (named(unit, "files", file.getKey())) write(file.getKey(), file.getValue(), placeholders);
        for (var secret : unit.secrets().entrySet())
            if (named(unit, "secrets", secret.getKey()))
                put(secrets.resolve(secret.getKey()), secret.getValue().bytes(), true);
    }

    /** Replaces files, each by rename: a reader sees the old one or the new one. */
    public void replace(Map<String, UnitFile> replaced, Placeholders placeholders) throws IOException {
        for (var file : replaced.entrySet()) write(file.getKey(), file.getValue(), placeholders);
    }

    private void write(String name, UnitFile file, Placeholders placeholders) throws IOException {
        byte[] content = file.rendered()
                ? placeholders.resolve(file.content().text()).getBytes(StandardCharsets.UTF_8)
                : file.content().bytes();
        put(files.resolve(name), content, file.secret());
    }

    private void put(Path target, byte[] content, boolean secret) throws IOException {
        Path aside = target.resolveSibling("." + target.getFileName() + ".new");
        Files.deleteIfExists(aside);
        Files.createFile(aside);
        Ownership.mode(aside, "rw-------");
        Files.write(aside, content);
        Ownership.mode(aside, secret ? "r--------" : "r--r--r--");
        if (secret) give(aside);
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void give(Path path) throws IOException {
        if (owner.isPresent())
            Ownership.give(path, owner.get().uid(), owner.get().gid());
    }

    /** Whether argv or env names this very file, or the directory as a whole. */
    private static boolean named(UnitSpec unit, String directory, String name) {
        String one = "{" + directory + "}/" + name;
        String all = "{" + directory + "}";
        return Stream.concat(unit.argv().stream(), unit.env().values().stream())
                .anyMatch(text -> containsWhole(text, one)
                        || (text.contains(all) && !text.contains(all + "/"))
                        || (name.equals(UnitSpec.MEMBERS_FILE) && text.contains("{members}")));
    }

    private static boolean containsWhole(String text, String path) {
        for (int at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
            int end = at + path.length();
            if (end == text.length() || !isNameCharacter(text.charAt(end))) return true;
        }
        return false;
    }

    private static boolean isNameCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-';
    }
}
