package dev.berth.control.api;

import dev.berth.control.database.Database;
import dev.berth.control.endpoint.CreateEndpoint;
import dev.berth.control.endpoint.EndpointKeys;
import dev.berth.control.endpoint.IssueKey;
import dev.berth.control.endpoint.RevokeKeys;
import dev.berth.control.secret.MasterKey;
import java.net.URI;

/** What the API puts into action. */
public record UseCases(Database database, MasterKey masterKey, URI publicUrl) {
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
