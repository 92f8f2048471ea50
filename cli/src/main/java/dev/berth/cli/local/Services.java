package dev.berth.cli.local;

import dev.berth.cli.database.EmbeddedDatabase;
import dev.berth.cli.database.PostgresBinaries;
import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Secrets;
import dev.berth.cli.installation.Settings;
import dev.berth.cli.supervisor.Readiness;
import dev.berth.cli.supervisor.ServiceSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The processes that are Berth on one machine, and what each is told by its environment. */
public final class Services {
    public static final String DATABASE = "database";
    public static final String CONTROL_PLANE = "control-plane";
    public static final String PROXY = "proxy";

    /** The optimizing compiler comes later than by default: at the start it would take half of a small machine. */
    private static final List<String> UNHURRIED = List.of(
            "-XX:MetaspaceSize=128m",
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000");

    private static final List<String> JVM = List.of(
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");
    /** What a call leaves behind is gone when the young generation is collected; what the feed brings stays (bench/README.md). */
    private static final List<String> SHORT_PAUSES =
            List.of("-XX:+UseParallelGC", "-XX:MaxTenuringThreshold=2", "-XX:MetaspaceSize=64m", youngGeneration());

    private static final Duration STOP_BUDGET = Duration.ofSeconds(90);

    private final BerthHome home;
    private final Installation installation;
    private final Settings settings;
    private final Secrets secrets;
    private final Map<String, String> environment;

    public Services(BerthHome home, Installation installation, Settings settings, Map<String, String> environment) {
        this.home = home;
        this.installation = installation;
        this.settings = settings;
        this.secrets = new Secrets(installation);
        this.environment = Map.copyOf(environment);
    }

    /** An operator's own database is named by BERTH_DATABASE_URL; then there is no embedded one. */
    public boolean hasEmbeddedDatabase() {
        return !environment.containsKey("BERTH_DATABASE_URL");
    }

    public EmbeddedDatabase embeddedDatabase(Runnable onUnpacking) {
        boolean root = LocalBerth.isRoot();
        var binaries = PostgresBinaries.unpackedIn(PostgresBinaries.cache(environment, root), onUnpacking);
        return new EmbeddedDatabase(binaries, installation, secrets.databasePassword(), settings.databasePort(), root);
    }

    public ServiceSpec controlPlane() {
        var told = new TreeMap<String, String>();
        told.put("BERTH_HTTP_LISTEN", "127.0.0.1:" + settings.apiPort());
        told.put("BERTH_GRPC_LISTEN", "127.0.0.1:" + settings.grpcPort());
        if (hasEmbeddedDatabase()) {
            told.put(
                    "BERTH_DATABASE_URL",
                    "jdbc:postgresql://127.0.0.1:" + settings.databasePort() + "/" + EmbeddedDatabase.NAME);
            told.put("BERTH_DATABASE_USER", EmbeddedDatabase.USER);
            told.put("BERTH_DATABASE_PASSWORD_FILE", secrets.databasePassword().toString());
        }
        told.put("BERTH_MASTER_KEY_FILE", secrets.masterKey().toString());
        told.put("BERTH_PROXY_TOKEN_FILE", secrets.proxyToken().toString());
        told.put("BERTH_PROXY_SEALING_KEY_FILE", secrets.proxySealingKey().toString());
        told.put("BERTH_OPERATOR_KEY_FILE", secrets.operatorKey().toString());
        told.put("BERTH_PUBLIC_URL", settings.proxyUrl());
        told.put("BERTH_STATE_DIR", installation.ownedDirectory(CONTROL_PLANE).toString());
        told.put("BERTH_INSTANCE", settings.id());
        told.put("BERTH_ENGINE", settings.engine().toString());
        told.put("BERTH_UNIT_ROOT", unitRoot().toString());
        told.put(
                "BERTH_ARTIFACT_CACHE",
                PostgresBinaries.cache(environment, LocalBerth.isRoot()).toString());
        told.put("BERTH_LOCAL_HOST", "1");
        told.put("BERTH_HOST_PORTS", chosen("BERTH_HOST_PORTS", settings.share().nodePorts()));
        told.put(
                "BERTH_HOST_SUBNETS",
                chosen("BERTH_HOST_SUBNETS", settings.share().subnets()));
        return java(CONTROL_PLANE, "dev.berth.control.Main", told, settings.apiPort());
    }

    public ServiceSpec proxy() {
        var told = new TreeMap<String, String>();
        told.put("BERTH_PROXY_LISTEN", "127.0.0.1:" + settings.rpcPort());
        told.put("BERTH_PROXY_OPERATOR_LISTEN", "127.0.0.1:" + settings.operatorPort());
        told.put("BERTH_PROXY_STATE_DIR", installation.ownedDirectory(PROXY).toString());
        told.put("BERTH_CONTROL_PLANE", "127.0.0.1:" + settings.grpcPort());
        told.put("BERTH_PROXY_TOKEN_FILE", secrets.proxyToken().toString());
        told.put("BERTH_PROXY_SEALING_KEY_FILE", secrets.proxySealingKey().toString());
        return java(PROXY, "dev.berth.proxy.Main", told, settings.operatorPort());
    }

    /** Removes all units of this installation from the host, with their volumes and networks. */
    ProcessBuilder removeUnits() {
        return besideControlPlane("dev.berth.host.agent.RemoveInstance");
    }

    /** Takes a backup of the database, restores one, or drops Berth's tables. */
    ProcessBuilder backup(String... words) {
        return besideControlPlane("dev.berth.control.backup.Main", words);
    }

    private ProcessBuilder besideControlPlane(String mainClass, String... words) {
        List<String> argv = home.java(CONTROL_PLANE, JVM, mainClass);
        argv.addAll(List.of(words));
        var builder = new ProcessBuilder(argv);
        builder.environment().putAll(controlPlane().environment());
        return builder;
    }

    /** Where units' data is. For root it is where the units' own users get to, which `.berth/` is not. */
    public Path unitRoot() {
        return LocalBerth.isRoot()
                ? Path.of("/var/lib/berth", settings.id())
                : installation.directory().resolve("units");
    }

    private List<String> jvm(String module) {
        List<String> flags = new ArrayList<>(JVM);
        flags.addAll(module.equals(PROXY) ? SHORT_PAUSES : UNHURRIED);
        flags.addAll(List.of(Rehearsal.flag(home, module, module, environment), "-Xlog:aot*=off,cds*=off"));
        return flags;
    }

    /** So small that a collection takes about a millisecond, and so large that there is one in a hundred at most. */
    private static String youngGeneration() {
        return "-Xmn" + 48 * Runtime.getRuntime().availableProcessors() + "m";
    }

    /** An operator's word, or else ours. */
    private String chosen(String variable, String otherwise) {
        String value = environment.getOrDefault(variable, "");
        return value.isBlank() ? otherwise : value;
    }

    private ServiceSpec java(String module, String mainClass, SortedMap<String, String> told, int readinessPort) {
        return new ServiceSpec(
                module,
                home.java(module, jvm(module), mainClass),
                told,
                List.of(home.libraries(module)),
                new Readiness.Http(URI.create("http://127.0.0.1:" + readinessPort + "/readyz")),
                "TERM",
                STOP_BUDGET);
    }
}
