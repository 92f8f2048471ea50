package dev.berth.control.feed;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.BlockAt;
import dev.berth.contract.v1.BoundPoll;
import dev.berth.contract.v1.Dialect;
import dev.berth.contract.v1.HeadPoll;
import dev.berth.contract.v1.IdentityPoll;
import dev.berth.contract.v1.Method;
import dev.berth.contract.v1.Network;
import dev.berth.contract.v1.Routing;
import dev.berth.contract.v1.SizeClass;
import dev.berth.contract.v1.Target;
import dev.berth.contract.v1.Transaction;
import dev.berth.contract.v1.TransactionHash;
import dev.berth.contract.v1.Tunnel;
import dev.berth.contract.v1.Upstream;
import dev.berth.control.billing.Tariff;
import dev.berth.control.template.MethodTable;
import dev.berth.control.template.ResolvedMethods;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** From networks, method tables and usable nodes to the routing table, in an order of its own: the same content is the same bytes. */
final class RoutingContent {
    private static final int MAX_LAG_BLOCKS = 2;

    private RoutingContent() {}

    /** A pool or dedicated node that endpoints may point at, with those of its nodes that may be used. */
    record Usable(String targetId, String network, boolean shared, boolean replicated, List<Place> places) {
        Usable {
            places = List.copyOf(places);
        }
    }

    /**
     * What a network's calls are, and weigh. Each network has a table of its own: two may share the methods, never the prices.
     *
     * @param tariff in force now; empty while the network has no prices
     */
    record Methods(String network, ResolvedMethods table, Optional<Tariff> tariff) {
        /** Compute units of a call; 1 for what no price names, so that a limit of units always is one. */
        int weight(String sku) {
            return tariff.flatMap(prices -> prices.weight(sku)).orElse(1);
        }
    }

    /** Where a node takes calls. */
    record Place(
            String nodeId,
            String name,
            String address,
            String path,
            ByteString sealedCredential,
            String host,
            int generation,
            Optional<PublishRouting.Way> tunnel) {}

    static Routing of(List<dev.berth.control.template.Network> networks, List<Methods> tables, List<Usable> targets) {
        Routing.Builder routing = Routing.newBuilder();
        networks.stream()
                .sorted(Comparator.comparing(dev.berth.control.template.Network::name))
                .forEach(network -> routing.addNetworks(network(network)));
        tables.stream()
                .sorted(Comparator.comparing(Methods::network))
                .forEach(table -> routing.addMethodTables(table(table)));
        targets.stream()
                .sorted(Comparator.comparing(Usable::targetId))
                .forEach(target -> routing.addTargets(target(target)));
        return routing.build();
    }

    private static Network network(dev.berth.control.template.Network network) {
        Integer blockSeconds = network.blockSeconds();
        var head = network.head();
        Network.Builder built = Network.newBuilder()
                .setNetwork(network.name())
                .setMethodTable(network.name())
                .setBlockTimeMs(blockSeconds == null ? 0 : blockSeconds * 1000L)
                .setMaxLagBlocks(MAX_LAG_BLOCKS)
                .setHeadPoll(HeadPoll.newBuilder()
                        .setMethod(head.method())
                        .setParamsJson(head.params().toString())
                        .setResultPointer(head.number().pointer())
                        .setEncoding(encoding(head.number().format())));
        var identity = network.identity();
        if (identity != null)
            built.setIdentity(IdentityPoll.newBuilder()
                    .setMethod(identity.method())
                    .setParamsJson(identity.params().toString())
                    .setResultPointer(identity.pointer())
                    .setExpectJson(identity.expect().toString()));
        var bounds = network.bounds();
        if (bounds != null && bounds.state() != null) built.setStateBound(bound(bounds.state()));
        if (bounds != null && bounds.block() != null) built.setBlockBound(bound(bounds.block()));
        return built.build();
    }

    private static BoundPoll bound(dev.berth.control.template.Network.BoundProbe probe) {
        return BoundPoll.newBuilder()
                .setMethod(probe.method())
                .setParamsJson(probe.params().toString())
                .setEncoding(encoding(probe.format()))
                .build();
    }

    private static dev.berth.contract.v1.MethodTable table(Methods methods) {
        var built = dev.berth.contract.v1.MethodTable.newBuilder()
                .setName(methods.network())
                .setDialect(
                        switch (methods.table().dialect()) {
                            case JSONRPC_2_0 -> Dialect.JSONRPC_2_0;
                            case BITCOIN_1_0 -> Dialect.BITCOIN_1_0;
                        });
        methods.table().methods().values().stream()
                .sorted(Comparator.comparing(MethodTable.Method::name))
                .forEach(method -> built.addMethods(method(methods.table(), method, methods.weight(method.sku()))));
        return built.build();
    }

    private static Method method(ResolvedMethods table, MethodTable.Method method, int computeUnits) {
        boolean deniedOnShared = method.on() == MethodTable.On.DEDICATED
                || method.state() == MethodTable.StateKept.NODE
                || table.deny().stream()
                        .anyMatch(deny -> deny.shared() != null && deny.shared().match(method.name()));
        boolean webSocketOnly = method.transport() == MethodTable.Transport.WS;
        boolean never = table.deny().stream()
                .anyMatch(deny -> deny.always() != null && deny.always().match(method.name()));
        Method.Builder built = Method.newBuilder()
                .setName(method.name())
                .setSku(method.sku())
                .setComputeUnits(computeUnits)
                .setRepeatable(method.repeatable())
                .setWrite(method.access() == MethodTable.Access.WRITE)
                .setBroadcast(method.broadcast())
                .setSize(
                        switch (method.answer()) {
                            case SMALL -> SizeClass.SMALL;
                            case MEDIUM -> SizeClass.MEDIUM;
                            case LARGE -> SizeClass.LARGE;
                        })
                .setDeniedOnShared(deniedOnShared)
                .setRefused(webSocketOnly || never)
                .setRefusalHint(webSocketOnly ? "notifications not supported over HTTP" : "")
                .setNeedsArchive(method.needs().contains("archive"))
                .setNeedsTrace(
                        method.needs().contains("trace") || method.needs().contains("debug"));
        MethodTable.BlockAt block = method.block();
        if (block != null)
            built.setBlock(BlockAt.newBuilder()
                    .addAllPointers(block.at())
                    .setRange(Boolean.TRUE.equals(block.range()))
                    .setState(Boolean.TRUE.equals(block.state())));
        if (method.contract() != null) built.setContractPointer(method.contract());
        MethodTable.Transaction carried = method.transaction();
        if (carried != null) built.setTransaction(transaction(carried));
        MethodTable.TellsHead told = method.tellsHead();
        if (told != null) built.setTellsHead(tellsHead(told));
        return built.build();
    }

    private static HeadPoll tellsHead(MethodTable.TellsHead told) {
        return HeadPoll.newBuilder()
                .setParamsJson(told.params() == null ? "[]" : told.params().toString())
                .setResultPointer(told.pointer())
                .setEncoding(encoding(told.format()))
                .build();
    }

    private static HeadPoll.Encoding encoding(dev.berth.control.template.Network.Format format) {
        return switch (format) {
            case HEX -> HeadPoll.Encoding.HEX_QUANTITY;
            case DECIMAL -> HeadPoll.Encoding.DECIMAL;
        };
    }

    private static Transaction transaction(MethodTable.Transaction carried) {
        return Transaction.newBuilder()
                .setParam(carried.param())
                .setHash(
                        switch (carried.hash()) {
                            case KECCAK_256 -> TransactionHash.KECCAK_256;
                            case BITCOIN_TXID -> TransactionHash.BITCOIN_TXID;
                        })
                .setLookup(carried.lookup())
                .build();
    }

    private static Target target(Usable target) {
        var built = Target.newBuilder()
                .setTargetId(target.targetId())
                .setNetwork(target.network())
                .setShared(target.shared())
                .setReplicated(target.replicated());
        target.places().stream()
                .sorted(Comparator.comparing(Place::name))
                .forEach(place -> built.addUpstreams(upstream(place)));
        return built.build();
    }

    private static Upstream upstream(Place place) {
        var built = Upstream.newBuilder()
                .setUpstreamId(place.nodeId())
                .setName(place.name())
                .setAddress(place.address())
                .setPath(place.path())
                .addProtocols(Upstream.Protocol.HTTP)
                .setSealedCredential(place.sealedCredential())
                .setFailureDomain(place.host())
                .setGeneration(place.generation());
        place.tunnel()
                .ifPresent(way -> built.setAddress(way.address().toString())
                        .setTunnel(Tunnel.newBuilder()
                                .setServerName(way.serverName())
                                .setUnit(way.unit().text())
                                .setPort(way.port())
                                .setNodeAddress(place.address())));
        return built.build();
    }
}
