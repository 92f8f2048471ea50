package dev.berth.control.simulation;

import dev.berth.control.ledger.Escrow;
import dev.berth.control.tenant.TenantId;
import java.util.LinkedHashMap;
import java.util.Map;

/** The ledger's five accounts and the tenants' balances, kept as the tables are: what leaves one account enters another. */
final class Money {
    private final Map<String, Long> accounts = new LinkedHashMap<>();
    private final Map<TenantId, Long> balances = new LinkedHashMap<>();

    long balance(TenantId tenant) {
        return balances.getOrDefault(tenant, 0L);
    }

    void credit(TenantId tenant, long amount) {
        move("operator", "balance", amount);
        balances.merge(tenant, amount, Long::sum);
    }

    void deposit(TenantId tenant, long amount) {
        move("balance", "escrow", amount);
        balances.merge(tenant, -amount, Long::sum);
    }

    void pay(Escrow.Shares out) {
        move("escrow", "platform", out.fee());
        move("escrow", "provider", out.provider());
    }

    void refund(TenantId tenant, long amount) {
        move("escrow", "balance", amount);
        balances.merge(tenant, amount, Long::sum);
    }

    private void move(String from, String to, long amount) {
        accounts.merge(from, -amount, Long::sum);
        accounts.merge(to, amount, Long::sum);
    }

    /** What is wrong with it, when leases hold so much together; empty: nothing. */
    String wrong(long heldByLeases) {
        long sum = accounts.values().stream().mapToLong(Long::longValue).sum();
        if (sum != 0) return "debits and credits differ by " + sum;
        long inBalances = balances.values().stream().mapToLong(Long::longValue).sum();
        if (account("balance") != inBalances)
            return "the balances have " + inBalances + " and their account " + account("balance");
        if (balances.values().stream().anyMatch(balance -> balance < 0))
            return "a balance is below nothing: " + balances;
        return account("escrow") == heldByLeases
                ? ""
                : "leases hold " + heldByLeases + " and the account of escrows has " + account("escrow");
    }

    private long account(String name) {
        return accounts.getOrDefault(name, 0L);
    }

    @Override
    public String toString() {
        return accounts.toString();
    }
}
