import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.SchemaMappingType;
import org.jooq.meta.jaxb.Target;

/**
 * Runs the migrations on a throw-away PostgreSQL and generates the jOOQ classes from what they made; does nothing when
 * neither the migrations nor this file changed since the last time.
 */
final class GenerateSchema {
    private static final String PACKAGE = "dev.berth.migrations.schema";

    private static final String SCHEMAS = """
        select distinct n.nspname
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p', 'v', 'm') and c.relname <> 'flyway_schema_history'
           and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
         order by 1
        """;

    private static final String PARTITIONS =
            "select relname from pg_class where relispartition and relkind in ('r', 'p')";

    private GenerateSchema() {}

    public static void main(String[] args) throws Exception {
        var module = Path.of(args[0]);
        var migrations = module.resolve("src/main/resources/db/migration");
        var generated = Files.createDirectories(module.resolve("target/generated-sources/jooq"));
        var stamp = module.resolve("target/generate-schema.stamp");

        var sources = sql(migrations);
        var fingerprint = fingerprint(sources, module.resolve("src/generator/GenerateSchema.java"));
        if (sources.isEmpty() || (Files.exists(stamp) && Files.readString(stamp).equals(fingerprint))) return;

        try (var server = EmbeddedPostgres.start()) {
            var database = server.getPostgresDatabase();
            Flyway.configure()
                    .dataSource(database)
                    .locations("filesystem:" + migrations)
                    .load()
                    .migrate();
            GenerationTool.generate(configuration(server.getJdbcUrl("postgres", "postgres"), database, generated));
        }
        Files.writeString(stamp, fingerprint);
    }

    private static List<Path> sql(Path migrations) throws IOException {
        if (!Files.isDirectory(migrations)) return List.of();
        try (var files = Files.walk(migrations)) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
    }

    private static String fingerprint(List<Path> migrations, Path generator)
            throws IOException, NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(Files.readAllBytes(generator));
        for (var migration : migrations) {
            digest.update(migration.getFileName().toString().getBytes());
            digest.update(Files.readAllBytes(migration));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Configuration configuration(String url, DataSource database, Path target) throws SQLException {
        var excluded = new ArrayList<>(strings(database, PARTITIONS));
        excluded.add("flyway_schema_history");
        return new Configuration()
                .withLogging(Logging.WARN)
                .withJdbc(new Jdbc().withDriver("org.postgresql.Driver").withUrl(url))
                .withGenerator(new Generator()
                        .withDatabase(new Database()
                                .withName("org.jooq.meta.postgres.PostgresDatabase")
                                .withSchemata(strings(database, SCHEMAS).stream()
                                        .map(schema -> new SchemaMappingType().withInputSchema(schema))
                                        .toList())
                                .withExcludes(String.join("|", excluded))
                                .withForcedTypes(
                                        new ForcedType()
                                                .withName("INSTANT")
                                                .withIncludeTypes("(?i:timestamptz|timestamp with time zone)"),
                                        new ForcedType()
                                                .withUserType("java.lang.String")
                                                .withBinding("dev.berth.migrations.AddressAsText")
                                                .withIncludeTypes("(?i:inet|cidr)")))
                        .withGenerate(
                                new Generate().withGeneratedAnnotation(true).withComments(false))
                        .withTarget(new Target().withPackageName(PACKAGE).withDirectory(target.toString())));
    }

    private static List<String> strings(DataSource database, String query) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var found = new ArrayList<String>();
            while (rows.next()) found.add(rows.getString(1));
            return found;
        }
    }
}
