package dev.berth.proxy.listen;

import dev.berth.contract.v1.BlockAt;
import dev.berth.contract.v1.BoundPoll;
import dev.berth.contract.v1.Dialect;
import dev.berth.contract.v1.HeadPoll;
import dev.berth.contract.v1.IdentityPoll;
import dev.berth.contract.v1.Method;
import dev.berth.contract.v1.MethodTable;
import dev.berth.contract.v1.Network;
import dev.berth.contract.v1.Routing;
import dev.berth.contract.v1.SizeClass;
import dev.berth.contract.v1.Target;
import dev.berth.contract.v1.Transaction;
import dev.berth.contract.v1.TransactionHash;
import dev.berth.contract.v1.Upstream;

/** What the control plane says of the networks that scripted nodes stand for. */
final class TestRouting {
    private TestRouting() {}

    static Routing of(long version, boolean replicated, ScriptedNode... nodes) {
        var pool = Target.newBuilder()
                .setTargetId("pool")
                .setNetwork("devnet")
                .setShared(true)
                .setReplicated(replicated);
        for (int i = 0; i < nodes.length; i++) pool.addUpstreams(upstream("node-" + (i + 1), nodes[i]));
        return Routing.newBuilder()
                .setVersion(version)
                .addMethodTables(evm())
                .addMethodTables(bitcoin())
                .addNetworks(network("devnet", "evm", "eth_getBlockByNumber", "/number", HeadPoll.Encoding.HEX_QUANTITY)
                        .setIdentity(IdentityPoll.newBuilder()
                                .setMethod("eth_chainId")
                                .setParamsJson("[]")
                                .setExpectJson("\"0x539\""))
                        .setStateBound(BoundPoll.newBuilder()
                                .setMethod("eth_getProof")
                                .setParamsJson("[\"0x0\",[],\"$block\"]")
                                .setEncoding(HeadPoll.Encoding.HEX_QUANTITY)))
                .addNetworks(network("regtest", "bitcoin", "getblockchaininfo", "/blocks", HeadPoll.Encoding.DECIMAL))
                .addTargets(pool)
                .addTargets(Target.newBuilder()
                        .setTargetId("dedicated")
                        .setNetwork("devnet")
                        .addUpstreams(upstream("only", nodes[0])))
                .addTargets(Target.newBuilder()
                        .setTargetId("regtest")
                        .setNetwork("regtest")
                        .setShared(true)
                        .setReplicated(true)
                        .addUpstreams(upstream("coin", nodes[0])))
                .build();
    }

    private static Network.Builder network(
            String name, String table, String method, String pointer, HeadPoll.Encoding encoding) {
        return Network.newBuilder()
                .setNetwork(name)
                .setMethodTable(table)
                .setBlockTimeMs(400)
                .setMaxLagBlocks(5)
                .setHeadPoll(HeadPoll.newBuilder()
                        .setMethod(method)
                        .setResultPointer(pointer)
                        .setEncoding(encoding));
    }

    private static Upstream upstream(String name, ScriptedNode node) {
        return Upstream.newBuilder()
                .setUpstreamId(name + "-" + node.port())
                .setName(name)
                .setAddress("127.0.0.1:" + node.port())
                .addProtocols(Upstream.Protocol.HTTP)
                .setGeneration(1)
                .build();
    }

    private static MethodTable evm() {
        return MethodTable.newBuilder()
                .setName("evm")
                .setDialect(Dialect.JSONRPC_2_0)
                .addMethods(read("eth_blockNumber").setTellsHead(latest("[]", "")))
                .addMethods(read("eth_getBlockByNumber")
                        .setTellsHead(latest("[\"latest\"]", "/number"))
                        .setBlock(BlockAt.newBuilder().addPointers("/0")))
                .addMethods(read("eth_call").setContractPointer("/0/to"))
                .addMethods(read("eth_getLogs")
                        .setContractPointer("/0/address")
                        .setBlock(BlockAt.newBuilder()
                                .addPointers("/0/fromBlock")
                                .addPointers("/0/toBlock")
                                .setRange(true)))
                .addMethods(read("eth_getBalance")
                        .setBlock(BlockAt.newBuilder()
                                .addPointers("/1")
                                .addPointers("/1/blockNumber")
                                .setState(true)))
                .addMethods(
                        read("trace_*").setSku("trace").setSize(SizeClass.LARGE).setNeedsTrace(true))
                .addMethods(read("eth_sendRawTransaction")
                        .setWrite(true)
                        .setBroadcast(true)
                        .setTransaction(transaction(TransactionHash.KECCAK_256, "eth_getTransactionByHash")))
                .addMethods(
                        read("eth_sendRawTransactionSync").setRepeatable(false).setWrite(true))
                .addMethods(
                        read("anvil_mine").setRepeatable(false).setWrite(true).setDeniedOnShared(true))
                .addMethods(read("eth_subscribe").setRefused(true).setRefusalHint("notifications not supported"))
                .build();
    }

    private static MethodTable bitcoin() {
        return MethodTable.newBuilder()
                .setName("bitcoin")
                .setDialect(Dialect.BITCOIN_1_0)
                .addMethods(read("getblockchaininfo"))
                .addMethods(read("getblockhash"))
                .addMethods(read("sendrawtransaction")
                        .setWrite(true)
                        .setTransaction(transaction(TransactionHash.BITCOIN_TXID, "getrawtransaction")))
                .addMethods(read("generatetoaddress").setRepeatable(false).setWrite(true))
                .build();
    }

    private static HeadPoll latest(String params, String pointer) {
        return HeadPoll.newBuilder()
                .setParamsJson(params)
                .setResultPointer(pointer)
                .setEncoding(HeadPoll.Encoding.HEX_QUANTITY)
                .build();
    }

    private static Transaction transaction(TransactionHash hash, String lookup) {
        return Transaction.newBuilder().setHash(hash).setLookup(lookup).build();
    }

    private static Method.Builder read(String name) {
        return Method.newBuilder()
                .setName(name)
                .setSku(name)
                .setComputeUnits(1)
                .setRepeatable(true)
                .setSize(SizeClass.SMALL);
    }
}
