package dev.berth.control;

import dev.berth.control.api.ApiServer;
import dev.berth.control.api.UseCases;
import dev.berth.control.backup.RevokedKeys;
import dev.berth.control.database.Database;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.database.MigrateDatabase;
import dev.berth.control.disk.WatchDisks;
import dev.berth.control.drain.DrainHost;
import dev.berth.control.drain.Drains;
import dev.berth.control.drain.MakeAnew;
import dev.berth.control.enrolment.CertifyProxy;
import dev.berth.control.enrolment.HostAuthority;
import dev.berth.control.enrolment.IssueJoinToken;
import dev.berth.control.feed.FeedService;
import dev.berth.control.feed.FeedWatch;
import dev.berth.control.feed.ProxyIdentityService;
import dev.berth.control.feed.ProxyReports;
import dev.berth.control.feed.ProxyServer;
import dev.berth.control.fleet.LocalHosts;
import dev.berth.control.insight.ExplainCall;
import dev.berth.control.insight.InsightService;
import dev.berth.control.insight.KeepInsight;
import dev.berth.control.insight.ProxyQuestions;
import dev.berth.control.issuer.FetchIssuerKeys;
import dev.berth.control.issuer.KeepIssuerKeys;
import dev.berth.control.lease.DecideRequest;
import dev.berth.control.lease.KeepLeases;
import dev.berth.control.limit.SharedLimits;
import dev.berth.control.link.HostLinks;
import dev.berth.control.link.HostServer;
import dev.berth.control.loss.LeaveLostHosts;
import dev.berth.control.metrics.ControlPlaneMetrics;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.openid.OpenIdConnect;
import dev.berth.control.pool.KeepPools;
import dev.berth.control.reconcile.FailPoint;
import dev.berth.control.reconcile.Reconciliation;
import dev.berth.control.sample.SampleNodes;
import dev.berth.control.template.Catalogue;
import dev.berth.control.template.StoreCatalogue;
import dev.berth.control.template.Templates;
import dev.berth.control.tenant.OperatorKeyFile;
import dev.berth.control.usage.UsageService;
import dev.berth.control.webhook.DeliverEvents;
import dev.berth.control.webhook.SendDelivery;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control plane's process: what it is made of, opened in order and closed in reverse. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int CONNECTIONS = 20;
    private static final Duration OF_CERTIFICATES = Duration.ofDays(7);

    private Main() {}

    public static void main(String[] args) throws Exception {
        ControlPlaneConfig config = readConfig();
        FailPoint.armHaltOnce(config.stateDir().resolve("fail-point"));
        DatabaseLogin login = MigrateDatabase.run(
                config.database(), config.masterKey().derive("database role " + MigrateDatabase.APPLICATION_ROLE));
        var reports = new ProxyReports();
        var templates = new Templates();
        try (var database = Database.open(login, CONNECTIONS);
                var metrics = new ControlPlaneMetrics(database);
                var watch = FeedWatch.start(database, login)) {
            OperatorKeyFile.admit(database, config.operatorKeyFile());
            var revokedKeys = RevokedKeys.enforce(database, config.stateDir().resolve("revoked-keys"));
            StoreCatalogue.run(database, Catalogue.load());
            var authority = HostAuthority.open(database, config.masterKey());
            var questions = new ProxyQuestions();
            var limits = new SharedLimits(database, watch::proxies, System::nanoTime);
            var feed = new FeedService(database, watch, reports, limits);
            try (var proxies = ProxyServer.start(
                            config.grpc(),
                            config.proxyToken(),
                            List.of(
                                    feed,
                                    new UsageService(database),
                                    new InsightService(database, questions),
                                    new ProxyIdentityService(new CertifyProxy(database, authority, OF_CERTIFICATES))));
                    var hosts = config.localHost()
                            ? LocalHosts.enrol(database, config.host(), config.engine())
                            : LocalHosts.none();
                    var links = new HostLinks(database, hosts.agents(), Clock.systemUTC());
                    var reconciliation = reconciliation(config, database, login, templates, hosts, metrics.registry())
                            .start();
                    var pools = keepPools(database, templates, reconciliation);
                    var drained = BackgroundTask.start(
                            "note-drained",
                            Duration.ofSeconds(2),
                            new DrainHost(database, new Drains(templates), () -> {})::noteDrained);
                    var lost = BackgroundTask.start(
                            "leave-lost-hosts",
                            Duration.ofSeconds(2),
                            new LeaveLostHosts(database, templates, reconciliation::nudge)::run);
                    var madeAnew = makeAnew(database, templates, reconciliation);
                    var disks = new WatchDisks(database, hosts.agents(), reconciliation::nudge);
                    var watchDisks = BackgroundTask.start("watch-disks", Duration.ofSeconds(5), disks::run);
                    var sampleNodes = new SampleNodes(database, hosts.agents());
                    var samples = BackgroundTask.start("sample-nodes", Duration.ofSeconds(10), sampleNodes::run);
                    var insight = BackgroundTask.start(
                            "keep-insight", Duration.ofMinutes(5), new KeepInsight(database)::run);
                    var leases = keepLeases(database, templates, reconciliation);
                    var revocations =
                            BackgroundTask.start("keep-revoked-keys", Duration.ofSeconds(2), revokedKeys::run);
                    var expiry = expireRequests(database, templates);
                    var issuers = new FetchIssuerKeys();
                    var issuerKeys = BackgroundTask.start(
                            "keep-issuer-keys",
                            Duration.ofSeconds(30),
                            new KeepIssuerKeys(database, issuers::fetch)::run);
                    var sendDelivery = new SendDelivery(config.webhookNetworks(), config.webhookPorts());
                    var deliverEvents = new DeliverEvents(database, config.masterKey(), sendDelivery);
                    var deliveries = BackgroundTask.start("deliver-events", Duration.ofSeconds(1), deliverEvents::run);
                    var agents = hostServer(config, database, templates, authority, links);
                    var openId = new OpenIdConnect(config.openId(), config.dashboardUrl());
                    var api = ApiServer.start(
                            config.http(),
                            new UseCases(
                                    database,
                                    config.masterKey(),
                                    config.publicUrl(),
                                    config.dashboardUrl(),
                                    openId,
                                    templates,
                                    issuers,
                                    sendDelivery,
                                    deliverEvents,
                                    new ExplainCall(database, questions),
                                    hosts.agents(),
                                    config.agents().isPresent()
                                            ? Optional.of(new IssueJoinToken(authority))
                                            : Optional.empty(),
                                    links,
                                    metrics,
                                    reconciliation::atWork,
                                    () -> {
                                        pools.nudge();
                                        leases.nudge();
                                        reconciliation.nudge();
                                    }))) {
                hosts.agents().onChange(reconciliation::nudge);
                feed.onRouted(reconciliation::nudge);
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

    private static Reconciliation reconciliation(
            ControlPlaneConfig config,
            Database database,
            DatabaseLogin login,
            Templates templates,
            LocalHosts hosts,
            MeterRegistry meters) {
        return new Reconciliation(
                database,
                login,
                templates,
                hosts.agents(),
                config.masterKey(),
                config.proxySealingKey(),
                config.host().instance(),
                config.hostLostAfter(),
                meters);
    }

    /** The port that agents dial; an installation of one machine has none. */
    private static AutoCloseable hostServer(
            ControlPlaneConfig config, Database database, Templates templates, HostAuthority authority, HostLinks links)
            throws IOException {
        if (config.agents().isEmpty()) return () -> {};
        HostServer server = HostServer.start(
                config.agents().get(),
                database,
                authority,
                config.masterKey(),
                templates,
                links,
                OF_CERTIFICATES,
                config.host().instance());
        LOG.atInfo()
                .addKeyValue("agents", config.agents().get().getHostString() + ":" + server.port())
                .log("hosts may dial");
        return server;
    }

    private static BackgroundTask keepPools(Database database, Templates templates, Reconciliation reconciliation) {
        var clock = Clock.systemUTC();
        var keep = new KeepPools(
                database,
                templates,
                new CreateNode(database, templates, reconciliation::nudge),
                new ChangeNode(database, templates, clock, reconciliation::nudge),
                clock);
        return BackgroundTask.start("keep-pools", Duration.ofSeconds(2), keep::run);
    }

    private static BackgroundTask makeAnew(Database database, Templates templates, Reconciliation reconciliation) {
        var clock = Clock.systemUTC();
        var makeAnew = new MakeAnew(
                database,
                templates,
                new CreateNode(database, templates, reconciliation::nudge),
                new ChangeNode(database, templates, clock, reconciliation::nudge),
                clock);
        return BackgroundTask.start("make-anew", Duration.ofSeconds(2), makeAnew::run);
    }

    private static BackgroundTask keepLeases(Database database, Templates templates, Reconciliation reconciliation) {
        var changeNode = new ChangeNode(database, templates, Clock.systemUTC(), reconciliation::nudge);
        var keep = new KeepLeases(database, changeNode, reconciliation::nudge);
        return BackgroundTask.start("keep-leases", Duration.ofSeconds(2), keep::run);
    }

    private static BackgroundTask expireRequests(Database database, Templates templates) {
        var decideRequest = new DecideRequest(database, templates, () -> {});
        return BackgroundTask.start("expire-requests", Duration.ofSeconds(30), decideRequest::expire);
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
