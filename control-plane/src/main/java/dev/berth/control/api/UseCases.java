package dev.berth.control.api;

import dev.berth.control.database.Database;
import dev.berth.control.endpoint.CreateEndpoint;
import dev.berth.control.endpoint.EndpointKeys;
import dev.berth.control.endpoint.IssueKey;
import dev.berth.control.endpoint.RevokeKeys;
import dev.berth.control.fleet.HostId;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.template.Templates;
import dev.berth.host.agent.HostAgent;
import java.net.URI;
import java.util.Map;

/**
 * What the API puts into action.
 *
 * @param hosts the agents that this process reaches
 * @param nudge tells the reconciler that there is something new
 */
public record UseCases(
        Database database,
        MasterKey masterKey,
        URI publicUrl,
        Templates templates,
        Map<HostId, HostAgent> hosts,
        Runnable nudge) {
    /** Every operation with its handler. */
    Routes routes(ContractDocument document) {
        var routes = new Routes();
        new ServiceRoutes(database, document).register(routes);
        new TenantRoutes(database).register(routes);
        new MemberRoutes(database).register(routes);
        new ApiKeyRoutes(database).register(routes);
        new EventRoutes(database).register(routes);
        registerEndpoints(routes);
        return routes;
    }

    private void registerEndpoints(Routes routes) {
        var keys = new EndpointKeys(masterKey);
        var issueKey = new IssueKey(keys);
        var revokeKeys = new RevokeKeys(database);
        var keyRoutes = new EndpointKeyRoutes(database, keys, issueKey, revokeKeys, publicUrl);
        keyRoutes.register(routes);
        new EndpointRoutes(database, new CreateEndpoint(issueKey), revokeKeys, keyRoutes).register(routes);
    }
}
