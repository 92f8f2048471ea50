package dev.berth.control;

import dev.berth.control.api.ApiServer;
import dev.berth.control.api.UseCases;
import dev.berth.control.database.Database;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.database.MigrateDatabase;
import dev.berth.control.feed.FeedService;
import dev.berth.control.feed.FeedWatch;
import dev.berth.control.feed.ProxyReports;
import dev.berth.control.feed.ProxyServer;
import dev.berth.control.tenant.OperatorKeyFile;
import dev.berth.control.usage.UsageService;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control plane's process: what it is made of, opened in order and closed in reverse. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int CONNECTIONS = 20;

    private Main() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        ControlPlaneConfig config = readConfig();
        DatabaseLogin login = MigrateDatabase.run(
                config.database(), config.masterKey().derive("database role " + MigrateDatabase.APPLICATION_ROLE));
        var reports = new ProxyReports();
        try (var database = Database.open(login, CONNECTIONS);
                var watch = FeedWatch.start(database, login);
                var proxies = ProxyServer.start(
                        config.grpc(),
                        config.proxyToken(),
                        List.of(new FeedService(database, watch, reports), new UsageService(database)))) {
            OperatorKeyFile.admit(database, config.operatorKeyFile());
            try (var api =
                    ApiServer.start(config.http(), new UseCases(database, config.masterKey(), config.publicUrl()))) {
                LOG.atInfo()
                        .addKeyValue("http", config.http().host() + ":" + api.port())
                        .addKeyValue("grpc", proxies.port())
                        .log("control plane started");
                Shutdown.await();
                LOG.info("control plane stops");
            }
        }
        Shutdown.done();
    }

    private static ControlPlaneConfig readConfig() {
        try {
            return ControlPlaneConfig.fromEnvironment(System.getenv());
        } catch (IllegalArgumentException e) {
            LOG.error(e.getMessage());
            System.exit(2);
            throw e;
        }
    }
}
