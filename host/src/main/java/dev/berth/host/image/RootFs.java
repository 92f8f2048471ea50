package dev.berth.host.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** The files of an image, written as a tar that is the same for the same content: sorted, without times or names of users. */
final class RootFs {
    private final Map<String, Entry> entries = new TreeMap<>();

    private sealed interface Entry {
        record Directory(int mode, int uid, int gid) implements Entry {}

        record Copy(Path source, int mode) implements Entry {}

        record Link(String target) implements Entry {}

        record Text(String content) implements Entry {}
    }

    /** A directory of root's, with all above it. */
    void directory(String path) {
        if (path.isEmpty() || path.equals("/")) return;
        directory(path.substring(0, path.lastIndexOf('/')));
        entries.putIfAbsent(path, new Entry.Directory(0755, 0, 0));
    }

    void directory(String path, int mode, int uid, int gid) {
        directory(path);
        entries.put(path, new Entry.Directory(mode, uid, gid));
    }

    /** A copy of a file, as any user may read it, and execute if the file is executable. */
    void copy(String path, Path source) {
        directory(path.substring(0, path.lastIndexOf('/')));
        entries.put(path, new Entry.Copy(source, Files.isExecutable(source) ? 0755 : 0644));
    }

    void text(String path, String content) {
        directory(path.substring(0, path.lastIndexOf('/')));
        entries.put(path, new Entry.Text(content));
    }

    /** All files below a directory, symbolic links as they are. */
    void tree(String path, Path source) throws IOException {
        directory(path);
        try (Stream<Path> walk = Files.walk(source)) {
            for (Path file : walk.sorted().toList()) {
                if (file.equals(source)) continue;
                String target = path + "/" + source.relativize(file);
                if (Files.isSymbolicLink(file))
                    entries.put(
                            target, new Entry.Link(Files.readSymbolicLink(file).toString()));
                else if (Files.isDirectory(file)) directory(target);
                else copy(target, file);
            }
        }
    }

    void write(OutputStream out) throws IOException {
        try (var tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (var entry : entries.entrySet()) put(tar, entry.getKey().substring(1), entry.getValue());
        }
    }

    private static void put(TarArchiveOutputStream tar, String path, Entry entry) throws IOException {
        switch (entry) {
            case Entry.Directory(int mode, int uid, int gid) -> {
                TarArchiveEntry header = header(path + "/", TarConstants.LF_DIR, mode);
                header.setIds(uid, gid);
                tar.putArchiveEntry(header);
            }
            case Entry.Link(String target) -> {
                TarArchiveEntry header = header(path, TarConstants.LF_SYMLINK, 0777);
                header.setLinkName(target);
                tar.putArchiveEntry(header);
            }
            case Entry.Text(String content) -> {
                byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry header = header(path, TarConstants.LF_NORMAL, 0644);
                header.setSize(bytes.length);
                tar.putArchiveEntry(header);
                tar.write(bytes);
            }
            case Entry.Copy(Path source, int mode) -> {
                TarArchiveEntry header = header(path, TarConstants.LF_NORMAL, mode);
                header.setSize(Files.size(source));
                tar.putArchiveEntry(header);
                Files.copy(source, tar);
            }
        }
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry header(String path, byte type, int mode) {
        var header = new TarArchiveEntry(path, type);
        header.setMode(mode);
        header.setIds(0, 0);
        header.setUserName("");
        header.setGroupName("");
        header.setModTime(0L);
        return header;
    }
}
