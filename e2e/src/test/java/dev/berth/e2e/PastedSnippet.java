package dev.berth.e2e;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A snippet of the dashboard as somebody pastes it: saved as it says, and run with what its first line tells to install. */
record PastedSnippet(String tool, String text) {
    private static final Path WEB3J = Path.of("src", "test", "web3j", "pom.xml").toAbsolutePath();
    private static final Path CLASS_PATH = Path.of("target", "web3j.classpath").toAbsolutePath();

    /** What it printed; of a tool whose library is not here, nothing: then its language has at least understood the text. */
    String printed() {
        return switch (tool) {
            case "curl", "cast" -> Program.line(text).run();
            case "viem", "ethers", "JavaScript" ->
                Program.of("node", saved("height.mjs")).run();
            case "web3j" ->
                Program.of(java(), "-cp", web3j(), saved("Height.java")).run();
            case "Python" -> Program.of("python3", saved("height.py")).run();
            case "web3.py" -> web3py();
            case "Go" -> go();
            default -> throw new AssertionError(tool + ": nobody said how it is run (expected: in PastedSnippet)");
        };
    }

    private String web3py() {
        String file = saved("height.py");
        if (Program.of("python3", "-c", "import web3").start().ended() == 0)
            return Program.of("python3", file).run();
        Program.of("python3", "-m", "py_compile", file).run();
        return onlyParsed("python3 -m pip install web3");
    }

    private String go() {
        if (!Files.isExecutable(Path.of("/usr/bin/gofmt"))) {
            if (System.getenv("BERTH_FORBID_SKIPS") != null) fail("gofmt is absent: apt-get install golang-go");
            return onlyParsed("apt-get install golang-go");
        }
        String formatted = Program.of("gofmt", "-e", saved("height.go")).run();
        if (!formatted.strip().equals(text.strip())) fail("gofmt would write it so:\n" + formatted);
        return onlyParsed("go get github.com/ethereum/go-ethereum");
    }

    private String onlyParsed(String wanted) {
        System.out.println("The snippet for " + tool + " was not run; what it needs comes by: " + wanted);
        return "";
    }

    /** Where the packages of src/test/node are found from. */
    private String saved(String name) {
        try {
            Path folder = Files.createDirectories(
                    Path.of("target", "node", "pasted", tool).toAbsolutePath());
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String web3j() {
        Program.of(
                        "mvn",
                        "-q",
                        "-B",
                        "-f",
                        WEB3J.toString(),
                        "dependency:build-classpath",
                        "-DincludeScope=compile",
                        "-Dmdep.outputFile=" + CLASS_PATH)
                .run();
        try {
            return Files.readString(CLASS_PATH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
