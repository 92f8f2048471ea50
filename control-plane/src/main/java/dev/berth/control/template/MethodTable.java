package dev.berth.control.template;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the methods of a network cost, may do and need, as its file says; see node-templates/README.md. */
public record MethodTable(
        @JsonProperty("table") String name,
        @JsonProperty("extends") @Nullable String parent,
        Dialect dialect,
        Unlisted unlisted,
        @Nullable Caching caching,
        Deny deny,
        Map<String, Rule> methods) {
    /** How calls and answers are written. */
    public enum Dialect {
        @JsonProperty("jsonrpc-2.0")
        JSONRPC_2_0,
        @JsonProperty("bitcoin-1.0")
        BITCOIN_1_0
    }

    /** What a method that is not listed is answered with. */
    public record Unlisted(int code) {}

    /** Whether answers may be cached at all; absent, they may. */
    public enum Caching {
        ALLOWED,
        NEVER
    }

    /** Methods that no node serves, and those that no shared one does. */
    public record Deny(@Nullable Patterns always, @Nullable Patterns shared) {}

    /** Exact names and beginnings of names. */
    public record Patterns(
            @Nullable List<String> prefixes, @Nullable List<String> methods) {
        /** Exact and case-sensitive. */
        public boolean match(String method) {
            return (methods != null && methods.contains(method))
                    || (prefixes != null && prefixes.stream().anyMatch(method::startsWith));
        }
    }

    /** Whether a method changes anything. */
    public enum Access {
        READ,
        WRITE
    }

    /** How large its answers may be. */
    public enum AnswerSize {
        SMALL,
        MEDIUM,
        LARGE
    }

    /** How long an answer stays right. */
    public enum Cache {
        NEVER,
        ALWAYS,
        HEAD,
        FINAL
    }

    /** Which nodes serve it. */
    public enum On {
        ANY,
        DEDICATED
    }

    /** Whether its answer depends on earlier calls to the same node. */
    public enum StateKept {
        NONE,
        NODE,
        /** Lives as long as the caller's connection. */
        CONNECTION
    }

    /** How it may be called. */
    public enum Transport {
        ANY,
        WS
    }

    /** What a transaction is called by. */
    public enum TransactionHash {
        @JsonProperty("keccak-256")
        KECCAK_256,
        @JsonProperty("bitcoin-txid")
        BITCOIN_TXID
    }

    /**
     * The signed transaction that a call carries.
     *
     * @param param which parameter it is
     * @param lookup the method that finds it by its hash
     */
    public record Transaction(int param, TransactionHash hash, String lookup) {}

    /**
     * Where in a method's result a node's height stands.
     *
     * @param params what the call's parameters begin with for that; absent, whatever they are
     */
    public record TellsHead(@Nullable JsonNode params, String pointer, Network.Format format) {}

    /**
     * Where a method's calls name the blocks that they ask about.
     *
     * @param at JSON pointers into the parameters
     * @param range whether all between is asked for
     * @param state whether the state at that block is needed
     */
    public record BlockAt(
            List<String> at,
            @Nullable Boolean range,
            @Nullable Boolean state) {
        public BlockAt {
            at = List.copyOf(at);
        }
    }

    /** One method; {@code sku} and {@code repeatable} have their defaults once the table is resolved. */
    public record Rule(
            @Nullable String sku,
            @Nullable Access access,
            @Nullable Boolean repeatable,
            @Nullable Boolean broadcast,
            @Nullable Transaction transaction,
            @Nullable String contract,
            @Nullable TellsHead tellsHead,
            @Nullable AnswerSize answer,
            @Nullable Cache cache,
            @Nullable BlockAt block,
            @Nullable List<String> needs,
            @Nullable On on,
            @Nullable StateKept state,
            @Nullable Transport transport) {
        /** A rule with every default filled in. */
        Method named(String method, boolean cached) {
            Access known = access == null ? Access.READ : access;
            return new Method(
                    method,
                    sku == null ? method : sku,
                    known,
                    repeatable == null ? known == Access.READ : repeatable,
                    broadcast != null && broadcast,
                    transaction,
                    contract,
                    tellsHead,
                    answer == null ? AnswerSize.SMALL : answer,
                    cache == null || !cached ? Cache.NEVER : cache,
                    block,
                    needs == null ? List.of() : needs,
                    on == null ? On.ANY : on,
                    state == null ? StateKept.NONE : state,
                    transport == null ? Transport.ANY : transport);
        }
    }

    /** One method with all that is known of it. */
    public record Method(
            String name,
            String sku,
            Access access,
            boolean repeatable,
            boolean broadcast,
            @Nullable Transaction transaction,
            @Nullable String contract,
            @Nullable TellsHead tellsHead,
            AnswerSize answer,
            Cache cache,
            @Nullable BlockAt block,
            List<String> needs,
            On on,
            StateKept state,
            Transport transport) {
        public Method {
            needs = List.copyOf(needs);
        }
    }

    public MethodTable {
        methods = Ordered.copyOf(methods);
    }
}
