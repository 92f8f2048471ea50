package dev.berth.control.api;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.berth.control.database.Database;
import dev.berth.control.drain.DecommissionHost;
import dev.berth.control.drain.DrainHost;
import dev.berth.control.drain.Drains;
import dev.berth.control.endpoint.CreateEndpoint;
import dev.berth.control.endpoint.EndpointKeys;
import dev.berth.control.endpoint.IssueKey;
import dev.berth.control.endpoint.RevokeKeys;
import dev.berth.control.enrolment.IssueJoinToken;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.insight.ExplainCall;
import dev.berth.control.issuer.FetchIssuerKeys;
import dev.berth.control.lease.DecideRequest;
import dev.berth.control.lease.FundLease;
import dev.berth.control.lease.ReclaimLease;
import dev.berth.control.link.HostLinks;
import dev.berth.control.metrics.ControlPlaneMetrics;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.RestoreNode;
import dev.berth.control.openid.OpenIdConnect;
import dev.berth.control.pool.ChangePool;
import dev.berth.control.pool.CreatePool;
import dev.berth.control.reconcile.AtWork;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.signin.SecondFactor;
import dev.berth.control.signin.SetPassword;
import dev.berth.control.signin.SignIn;
import dev.berth.control.signin.SignInBudget;
import dev.berth.control.template.Templates;
import dev.berth.control.webhook.DeliverEvents;
import dev.berth.control.webhook.SendDelivery;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the API puts into action.
 *
 * @param publicUrl where tenants reach the proxies
 * @param dashboardUrl where people reach this API with a browser
 * @param hosts the agents that this process reaches
 * @param joinTokens empty: no port is open for agents that dial
 * @param metrics what is measured of this process, requests included
 * @param atWork what is reconciled in this process; empty while another one acts
 * @param nudge tells the reconciler that there is something new
 */
public record UseCases(
        Database database,
        MasterKey masterKey,
        URI publicUrl,
        URI dashboardUrl,
        OpenIdConnect openId,
        Templates templates,
        FetchIssuerKeys issuers,
        SendDelivery sendDelivery,
        DeliverEvents deliverEvents,
        ExplainCall explainCall,
        HostAgents hosts,
        Optional<IssueJoinToken> joinTokens,
        HostLinks links,
        ControlPlaneMetrics metrics,
        Supplier<Optional<AtWork>> atWork,
        Runnable nudge) {
    /** Every operation with its handler. */
    Routes routes(ContractDocument document) {
        var routes = new Routes();
        new ServiceRoutes(database, document, metrics).register(routes);
        new TenantRoutes(database).register(routes);
        new ApiKeyRoutes(database).register(routes);
        new CatalogueRoutes(database, templates).register(routes);
        new NetworkRoutes(database).register(routes);
        new SpreadRoutes(database).register(routes);
        new PriceRoutes(database).register(routes);
        new UsageRoutes(database).register(routes);
        new TrafficRoutes(database).register(routes);
        new SpendRoutes(database).register(routes);
        new ExportRoutes(database).register(routes);
        new RequestRoutes(database, new DecideRequest(database, templates, nudge)).register(routes);
        new LeaseRoutes(database, new ReclaimLease(database), new FundLease(database, nudge)).register(routes);
        new AccountRoutes(database).register(routes);
        new PolicyRoutes(database).register(routes);
        new OperationRoutes(database).register(routes);
        new EventRoutes(database).register(routes);
        new WebhookRoutes(database, masterKey, sendDelivery, deliverEvents).register(routes);
        registerHosts(routes);
        new ProxyRoutes(database).register(routes);
        new OverviewRoutes(database).register(routes);
        new PlatformRoutes(database, atWork).register(routes);
        new LogRoutes(database, templates, hosts).register(routes);
        new MetricRoutes(database).register(routes);
        new InsightRoutes(database, explainCall).register(routes);
        registerNodes(routes);
        registerEndpoints(routes);
        registerPeople(routes);
        return routes;
    }

    private void registerPeople(Routes routes) {
        var dashboard = new DashboardUrl(dashboardUrl);
        var budget = new SignInBudget(Ticker.systemTicker());
        var secondFactor = new SecondFactor(database, masterKey);
        var signIn = new SignIn(database, secondFactor, budget);
        new MemberRoutes(database, secondFactor, dashboard).register(routes);
        new SessionRoutes(database, signIn).register(routes);
        new OpenIdRoutes(openId, signIn, masterKey, dashboard).register(routes);
        new OwnAccessRoutes(database, new SetPassword(database), secondFactor, budget).register(routes);
        new SignInLinkRoutes(database, dashboard).register(routes);
    }

    private void registerNodes(Routes routes) {
        var createPool = new CreatePool(database, templates, nudge);
        new PoolRoutes(database, templates, createPool, new ChangePool(database, nudge), nudge).register(routes);
        var createNode = new CreateNode(database, templates, nudge);
        var changeNode = new ChangeNode(database, templates, Clock.systemUTC(), nudge);
        new NodeRoutes(database, new NodeViews(templates), createNode, changeNode, new RestoreNode(templates), nudge)
                .register(routes);
    }

    private void registerHosts(Routes routes) {
        var drains = new Drains(templates);
        var views = new HostViews(hosts, drains);
        new HostRoutes(database, views, joinTokens, links, nudge).register(routes);
        var drainHost = new DrainHost(database, drains, nudge);
        var decommissionHost = new DecommissionHost(database, drains);
        new DrainRoutes(database, views, drainHost, decommissionHost, links).register(routes);
    }

    private void registerEndpoints(Routes routes) {
        var keys = new EndpointKeys(masterKey);
        var issueKey = new IssueKey(keys);
        var revokeKeys = new RevokeKeys(database);
        var keyRoutes = new EndpointKeyRoutes(database, keys, issueKey, revokeKeys, publicUrl);
        keyRoutes.register(routes);
        new EndpointRoutes(database, new CreateEndpoint(issueKey), revokeKeys, keyRoutes, issuers).register(routes);
    }
}
