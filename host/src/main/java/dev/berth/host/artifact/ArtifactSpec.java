package dev.berth.host.artifact;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Where a unit's program comes from, pinned so that equal specs are equal bytes. */
public sealed interface ArtifactSpec {

    /** The artifact in a few words, for people. */
    String title();

    /** What an image built from the artifact needs beside it. */
    default Needs needs() {
        return Needs.NONE;
    }

    /** An npm package with its lock file, installed by the machine's own npm; {@code folder} is package.json and package-lock.json. */
    record Npm(String packageName, String version, String integrity, Map<String, Content> folder, Needs needs)
            implements ArtifactSpec {
        public Npm {
            folder = Map.copyOf(folder);
            if (!integrity.startsWith("sha512-"))
                throw new IllegalArgumentException("integrity: " + integrity + " (expected: sha512-...)");
            for (String file : List.of("package.json", "package-lock.json"))
                if (!folder.containsKey(file))
                    throw new IllegalArgumentException("folder: " + folder.keySet() + " (expected: with " + file + ")");
        }

        @Override
        public String title() {
            return "npm " + packageName + "@" + version;
        }
    }

    /** Files of the template's own folder, pinned by the template's version. */
    record Bundled(Map<String, Content> files, Needs needs) implements ArtifactSpec {
        public Bundled {
            files = Map.copyOf(files);
            files.keySet().forEach(RelativePath::check);
            if (files.isEmpty()) throw new IllegalArgumentException("files: none (expected: one or more)");
        }

        @Override
        public String title() {
            return "bundled "
                    + String.join(", ", files.keySet().stream().sorted().toList());
        }
    }

    /** A binary that the host's own package manager installed, found in {@code search} or else on the host's PATH. */
    record HostProvided(String binary, List<String> search, String debianPackage, List<String> versionArgv, Needs needs)
            implements ArtifactSpec {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*");

        public HostProvided {
            search = List.copyOf(search);
            versionArgv = List.copyOf(versionArgv);
            for (String name : List.of(binary, debianPackage))
                if (!NAME.matcher(name).matches())
                    throw new IllegalArgumentException("name: " + name + " (expected: a plain file or package name)");
        }

        @Override
        public String title() {
            return "host's " + binary;
        }
    }

    /** An image of a registry, by digest; the tag is for people. */
    record Oci(String image, String tag, String digest) implements ArtifactSpec {
        private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

        public Oci {
            if (!DIGEST.matcher(digest).matches())
                throw new IllegalArgumentException("digest: " + digest + " (expected: sha256:<64 hex>)");
        }

        @Override
        public String title() {
            return image + ":" + tag;
        }
    }

    /** An image whose digest nobody has resolved: listed, never run. */
    record Unresolved(String image, String tag, String why) implements ArtifactSpec {
        @Override
        public String title() {
            return image + ":" + tag + " (unresolved)";
        }
    }

    /** Files of the artifact that {@code ldd} is asked about, and files of the host that are copied along. */
    record Needs(List<String> executables, List<String> files) {
        public static final Needs NONE = new Needs(List.of(), List.of());

        public Needs {
            executables = List.copyOf(executables);
            files = List.copyOf(files);
            executables.forEach(RelativePath::check);
            for (String file : files)
                if (!file.startsWith("/") || file.contains(".."))
                    throw new IllegalArgumentException("needs.files: " + file + " (expected: an absolute path)");
        }
    }
}
