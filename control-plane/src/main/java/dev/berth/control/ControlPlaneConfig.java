package dev.berth.control;

import dev.berth.control.api.HttpSettings;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.openid.OpenIdProvider;
import dev.berth.control.secret.MasterKey;
import dev.berth.host.agent.EngineChoice;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.agent.HostReport.PortRange;
import inet.ipaddr.IPAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that a control plane is told when it starts; {@code docs/configuration.md} lists the variables.
 *
 * @param database the schema's owner, who migrates; the application itself runs under a role that owns nothing
 * @param proxySealingKey seals what travels to proxies and must not be read on their disks
 * @param publicUrl where tenants reach the proxies: the beginning of every endpoint's URL
 * @param dashboardUrl where people reach the API's port with a browser
 * @param openId by whom people may sign in besides
 * @param host where units of this machine keep things, and what of it they get
 * @param engine what runs units of this machine
 * @param localHost whether this machine is enrolled as a host
 * @param webhookNetworks where the operator's own webhooks may be, besides the public network
 * @param webhookPorts on which webhooks are called
 * @param hostLostAfter how long a silent host's return is waited for
 * @param agents where the agents of other hosts dial; empty: there are none
 */
public record ControlPlaneConfig(
        HttpSettings http,
        InetSocketAddress grpc,
        DatabaseLogin database,
        MasterKey masterKey,
        String proxyToken,
        MasterKey proxySealingKey,
        Path operatorKeyFile,
        URI publicUrl,
        URI dashboardUrl,
        List<OpenIdProvider> openId,
        Path stateDir,
        HostConfig host,
        EngineChoice.Wish engine,
        boolean localHost,
        List<IPAddress> webhookNetworks,
        Set<Integer> webhookPorts,
        Duration hostLostAfter,
        Optional<InetSocketAddress> agents) {

    /** Without what must not be in a log. */
    @Override
    public String toString() {
        return "control plane at " + http.host() + ":" + http.port() + ", database of " + database;
    }

    /** Reads and checks everything; throws IllegalArgumentException that names all that is wrong at once. */
    public static ControlPlaneConfig fromEnvironment(Map<String, String> environment) {
        var read = new EnvironmentReader(environment);
        var told = read.told();
        var names = read.list("BERTH_HTTP_NAMES");
        var http = told.required("BERTH_HTTP_LISTEN", "127.0.0.1:8080", text -> {
            InetSocketAddress listen = EnvironmentReader.address(text);
            return new HttpSettings(listen.getHostString(), listen.getPort(), names);
        });
        var grpc = told.required("BERTH_GRPC_LISTEN", "127.0.0.1:8081", EnvironmentReader::address);
        var url = told.required("BERTH_DATABASE_URL", null, text -> text);
        var user = told.required("BERTH_DATABASE_USER", null, text -> text);
        var password = told.secretFile("BERTH_DATABASE_PASSWORD_FILE", text -> text);
        var database = read.combined("BERTH_DATABASE_URL", url, user, password, DatabaseLogin::new);
        var masterKey = told.secretFile("BERTH_MASTER_KEY_FILE", EnvironmentReader::key);
        var proxyToken = told.secretFile("BERTH_PROXY_TOKEN_FILE", text -> text);
        var sealingKey = told.secretFile("BERTH_PROXY_SEALING_KEY_FILE", EnvironmentReader::key);
        var operatorKeyFile = told.required("BERTH_OPERATOR_KEY_FILE", null, Path::of);
        var publicUrl = told.required("BERTH_PUBLIC_URL", null, EnvironmentReader::httpUrl);
        String here = http.map(HttpSettings::url).map(URI::toString).orElse("http://localhost");
        var dashboardUrl = told.required("BERTH_DASHBOARD_URL", here, EnvironmentReader::httpUrl);
        var openId = OpenIdSettings.read(read);
        var stateDir = told.required("BERTH_STATE_DIR", null, Path::of);
        var instance = told.required("BERTH_INSTANCE", "local", text -> text);
        var engine = told.required("BERTH_ENGINE", "auto", EngineChoice.Wish::parse);
        var ports = told.required("BERTH_HOST_PORTS", "20000-29999", PortRange::parse);
        var subnets = told.required("BERTH_HOST_SUBNETS", "10.210.0.0/16", text -> text);
        var unitRoot = told.required("BERTH_UNIT_ROOT", null, Path::of);
        var artifactCache = told.required("BERTH_ARTIFACT_CACHE", null, Path::of);
        var localHost = told.required("BERTH_LOCAL_HOST", "0", EnvironmentReader::flag);
        var networks = told.optional("BERTH_WEBHOOK_NETWORKS", EnvironmentReader::networks);
        var webhookPorts = told.required("BERTH_WEBHOOK_PORTS", "443,8443", EnvironmentReader::ports);
        var hostLostAfter = told.required("BERTH_HOST_LOST_SECONDS", "600", text -> EnvironmentReader.seconds(text, 5));
        var agents = told.optional("BERTH_AGENT_LISTEN", EnvironmentReader::address);
        read.throwIfWrong();
        return new ControlPlaneConfig(
                http.orElseThrow().alsoNamed(dashboardUrl.orElseThrow().getHost()),
                grpc.orElseThrow(),
                database.orElseThrow(),
                masterKey.orElseThrow(),
                proxyToken.orElseThrow(),
                sealingKey.orElseThrow(),
                operatorKeyFile.orElseThrow(),
                publicUrl.orElseThrow(),
                dashboardUrl.orElseThrow(),
                openId,
                stateDir.orElseThrow(),
                new HostConfig(
                        instance.orElseThrow(),
                        unitRoot.orElseThrow(),
                        artifactCache.orElseThrow(),
                        ports.orElseThrow(),
                        subnets.orElseThrow()),
                engine.orElseThrow(),
                localHost.orElseThrow(),
                networks.orElse(List.of()),
                webhookPorts.orElseThrow(),
                hostLostAfter.orElseThrow(),
                agents);
    }
}
