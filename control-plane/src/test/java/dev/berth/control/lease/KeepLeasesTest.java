package dev.berth.control.lease;

import static dev.berth.control.lease.PrepaidInTest.AN_HOUR;
import static dev.berth.control.lease.PrepaidInTest.EVERYBODY;
import static dev.berth.control.lease.PrepaidInTest.OPERATOR;
import static dev.berth.migrations.schema.Tables.ESCROW;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.LEDGER_ENTRY;
import static dev.berth.migrations.schema.Tables.RESERVED_PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.control.billing.Export;
import dev.berth.control.ledger.Amount;
import dev.berth.control.ledger.PayTenant;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeRefusal;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.tenant.Agreement;
import dev.berth.control.tenant.TenantId;
import java.io.IOException;
import java.io.StringWriter;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeepLeasesTest {
    private final PrepaidInTest acme = new PrepaidInTest();

    @AfterEach
    void close() {
        acme.close();
    }

    @Test
    void aPrepaidLeaseBeginsWithADaysWorthOfTheBalance() {
        acme.credit("1");
        Lease lease = acme.leased("mine");
        assertThat(lease.prepaid()).isTrue();
        assertThat(acme.held(lease).escrow().deposited()).isEqualTo(24 * AN_HOUR);
        assertThat(acme.balance()).isEqualTo(100 * AN_HOUR - 24 * AN_HOUR);
    }

    @Test
    void withoutAnHoursWorthNothingIsCreated() {
        acme.credit("0.009999999");
        assertThat(acme.create("mine"))
                .isEqualTo(new CreateNode.Outcome.Refused(new NodeRefusal.NoFunds(
                        "balance: 0.009999999 EUR (expected: at least an hour's worth, 0.01 EUR)")));
        assertThat(acme.platform.count(LEASE)).isZero();
        acme.credit("0.000000001");
        assertThat(acme.create("mine")).isInstanceOf(CreateNode.Outcome.Accepted.class);
    }

    @Test
    void aTenantThatPaysByTheBillNeedsNoFundsAndHasNoEscrow() {
        TenantId other = acme.platform.tenant("globex", true, "automatic", 10);
        var created = (CreateNode.Outcome.Accepted)
                acme.platform.createNode.create(PlatformInTest.order(other, "mine", "anvil", Map.of()));
        Lease lease = acme.platform.database.asPlatform(
                tx -> Leases.open(tx, created.node().id()).orElseThrow());
        assertThat(lease.agreement()).isEqualTo(Agreement.USUAL);
        acme.serve(lease, 1_000_000);
        acme.keep.run();
        assertThat(acme.now(lease).state()).isEqualTo(new LeaseState.Active());
        assertThat(acme.platform.count(ESCROW)).isZero();
        assertThat(acme.fund.topUp(EVERYBODY, lease.id(), new Amount(1), OPERATOR))
                .isInstanceOfSatisfying(
                        LeaseOutcome.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("POSTPAID"));
    }

    @Test
    void whatANodeWasNotReadyForIsNotCharged() {
        acme.credit("1");
        Lease lease = acme.leased("mine");
        acme.serve(lease, 1800);
        assertThat(acme.held(lease).seconds()).isEqualTo(1800);
        assertThat(acme.held(lease).escrow().accrued(1800)).isEqualTo(AN_HOUR / 2);
    }

    @Test
    void whatIsPaidInAdvanceIsOnNoBill() throws IOException {
        acme.credit("1");
        Lease lease = acme.leased("mine");
        acme.serve(lease, 1);
        assertThat(bill()).doesNotContain("node:");
        acme.platform.database.doAsPlatform(tx -> tx.execute("update lease set funding = 'postpaid'"));
        assertThat(bill()).contains("node:" + lease.node());
    }

    private String bill() throws IOException {
        var out = new StringWriter();
        new Export(acme.platform.database).csv(EVERYBODY, YearMonth.now(ZoneOffset.UTC), out);
        return out.toString();
    }

    @Test
    void aLeaseTakesMoreOfTheBalanceBeforeItRunsOut() {
        acme.credit("1");
        Lease lease = acme.leased("mine");
        acme.serve(lease, 23 * 3600 + 1);
        acme.keep.run();
        assertThat(acme.held(lease).escrow().left(23 * 3600 + 1)).isEqualTo(24 * AN_HOUR);
        assertThat(acme.now(lease).state()).isEqualTo(new LeaseState.Active());
    }

    @Test
    void whenFundsRunOutTheNodeStopsKeepsItsPlaceAndComesBackWithFunds() {
        acme.credit("0.02");
        Lease lease = acme.leased("mine");
        acme.serve(lease, 2 * 3600);
        acme.keep.run();
        assertThat(acme.now(lease).state()).isInstanceOf(LeaseState.Grace.class);
        assertThat(acme.reservedMemory()).isEqualTo(PlatformInTest.GIB / 2);
        assertThat(acme.events("lease.grace"))
                .singleElement()
                .satisfies(reason -> assertThat(reason).startsWith("INSUFFICIENT_FUNDS"));
        acme.keep.run();
        assertThat(acme.events("lease.grace")).hasSize(1);
        acme.credit("0.5");
        acme.keep.run();
        assertThat(acme.now(lease).state()).isEqualTo(new LeaseState.Active());
        assertThat(acme.node(lease.node()).desired()).isEqualTo(Node.Desired.RUNNING);
        assertThat(acme.held(lease).escrow().accrued(2 * 3600)).isEqualTo(2 * AN_HOUR);
        assertThat(acme.balance()).isEqualTo(50 * AN_HOUR - 24 * AN_HOUR);
    }

    @Test
    void afterTheGraceTheNodeIsDeletedAndTheLeaseEndsForWantOfFundsAndOwesNothing() {
        acme.credit("0.02");
        Lease lease = acme.leased("mine");
        acme.serve(lease, 5 * 3600);
        acme.keep.run();
        pass("grace_ends_at");
        acme.keep.run();
        assertThat(acme.now(lease).ending()).contains(LeaseState.Cause.INSUFFICIENT_FUNDS);
        assertThat(acme.node(lease.node()).desired()).isEqualTo(Node.Desired.DELETED);
        acme.keep.run();
        assertThat(end(lease)).isTrue();
        assertThat(acme.now(lease).state())
                .isInstanceOfSatisfying(
                        LeaseState.Ended.class,
                        ended -> assertThat(ended.cause()).isEqualTo(LeaseState.Cause.INSUFFICIENT_FUNDS));
        assertThat(acme.reservedMemory()).isZero();
        assertThat(acme.account("provider")).isEqualTo(2 * AN_HOUR - 500_000);
        assertThat(acme.account("platform")).isEqualTo(500_000);
        assertThat(acme.account("escrow")).isZero();
        assertThat(acme.balance()).isZero();
    }

    @Test
    void aLeaseThatEndsEarlyGivesTheRestBackAndTheSumsAddUp() {
        acme.credit("1");
        Lease lease = acme.leased("mine");
        acme.serve(lease, 3600);
        assertThat(acme.fund.withdraw(lease.id(), OPERATOR)).isInstanceOf(LeaseOutcome.Done.class);
        assertThat(acme.fund.withdraw(lease.id(), OPERATOR)).isInstanceOf(LeaseOutcome.Done.class);
        assertThat(acme.account("provider")).isEqualTo(AN_HOUR - 250_000);
        assertThat(end(lease)).isTrue();
        assertThat(end(lease)).isFalse();
        assertThat(acme.balance()).isEqualTo(99 * AN_HOUR).isEqualTo(acme.account("balance"));
        assertThat(acme.account("platform") + acme.account("provider")).isEqualTo(AN_HOUR);
        assertThat(acme.account("operator")).isEqualTo(-100 * AN_HOUR);
        assertThat(acme.account("escrow")).isZero();
    }

    @Test
    void noticeIsAtLeastWhatWasAgreedAndTheLeaseEndsWithIt() {
        acme.credit("1");
        Lease lease = acme.leased("mine");
        assertThat(acme.reclaim.notice(lease.id(), 3599L, "sold", OPERATOR))
                .isEqualTo(new LeaseOutcome.Refused(
                        "NOTICE_TOO_SHORT", "notice: 3599 s (expected: at least the agreed 3600 s)"));
        assertThat(acme.reclaim.notice(lease.id(), null, "sold", OPERATOR)).isInstanceOf(LeaseOutcome.Done.class);
        assertThat(acme.now(lease).endsAt())
                .hasValueSatisfying(
                        end -> assertThat(end).isAfter(lease.startedAt().plusSeconds(3599)));
        acme.keep.run();
        assertThat(acme.node(lease.node()).desired()).isEqualTo(Node.Desired.RUNNING);
        pass("notice_ends_at");
        acme.keep.run();
        acme.keep.run();
        assertThat(acme.node(lease.node()).desired()).isEqualTo(Node.Desired.DELETED);
        assertThat(acme.reclaim.takeBack(lease.id(), OPERATOR))
                .isEqualTo(new LeaseOutcome.Refused("LEASE_ENDED", "it is ending: RECLAIMED"));
        end(lease);
        assertThat(acme.now(lease).closeReason()).contains("RECLAIMED: sold");
    }

    @Test
    void noticeThatIsTakenBackEndsNothing() {
        acme.credit("1");
        Lease lease = acme.leased("mine");
        acme.reclaim.notice(lease.id(), 7200L, "sold", OPERATOR);
        assertThat(acme.reclaim.notice(lease.id(), null, "again", OPERATOR)).isInstanceOf(LeaseOutcome.Refused.class);
        assertThat(acme.reclaim.takeBack(lease.id(), OPERATOR)).isInstanceOf(LeaseOutcome.Done.class);
        assertThat(acme.now(lease).state()).isEqualTo(new LeaseState.Active());
        assertThat(acme.reclaim.takeBack(lease.id(), OPERATOR)).isInstanceOf(LeaseOutcome.Refused.class);
    }

    @Test
    void aTenantIsToldThreeDaysADayAndAnHourBeforeItsFundsEndOnceEach() {
        acme.credit("0.8");
        Lease lease = acme.leased("mine");
        acme.keep.run();
        assertThat(acme.events("tenant.funds-low")).isEmpty();
        for (int minutes : List.of(480, 490, 1410, 2820, 3600, 4230, 4752)) {
            acme.serve(lease, minutes * 60L);
            acme.keep.run();
            acme.keep.run();
        }
        assertThat(acme.events("tenant.funds-low"))
                .containsExactly(
                        "at what runs now, funds in EUR last less than 72 h",
                        "at what runs now, funds in EUR last less than 24 h",
                        "at what runs now, funds in EUR last less than 1 h");
    }

    @Test
    void theLedgerIsAddedToAndNeverChanged() {
        acme.credit("1");
        assertThatThrownBy(() -> acme.platform.database.doAsPlatform(tx ->
                        tx.update(LEDGER_ENTRY).set(LEDGER_ENTRY.AMOUNT, 7L).execute()))
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void moreThanTheBalanceIsPaidToNobody() {
        acme.credit("1");
        boolean paid = acme.platform.database.asPlatform(
                tx -> PayTenant.payOut(tx, acme.tenant, "EUR", new Amount(100 * AN_HOUR + 1), "", OPERATOR));
        assertThat(paid).isFalse();
        assertThat(acme.balance()).isEqualTo(100 * AN_HOUR);
    }

    @Test
    void twentyThatEndReclaimAndTopUpALeaseAtOnceLeaveOneOutcomeAndAllOfTheMoney() throws Exception {
        acme.credit("10");
        Lease lease = acme.leased("mine");
        acme.serve(lease, 3600);
        List<Object> outcomes = atOnce(20, number -> switch (number % 4) {
            case 0 -> end(lease);
            case 1 -> acme.reclaim.notice(lease.id(), null, "reclaimed by " + number, OPERATOR);
            case 2 -> acme.fund.topUp(EVERYBODY, lease.id(), new Amount(AN_HOUR), OPERATOR);
            default -> acme.fund.withdraw(lease.id(), OPERATOR);
        });
        assertThat(outcomes.stream().filter(Boolean.TRUE::equals)).hasSize(1);
        assertThat(acme.events("lease.ended")).hasSize(1);
        assertThat(acme.events("lease.notice")).hasSizeLessThanOrEqualTo(1);
        assertThat(acme.reservedMemory()).isZero();
        assertThat(acme.platform.count(RESERVED_PORT)).isZero();
        assertThat(acme.account("escrow")).isZero();
        assertThat(acme.account("platform") + acme.account("provider")).isEqualTo(AN_HOUR);
        assertThat(acme.balance()).isEqualTo(999 * AN_HOUR).isEqualTo(acme.account("balance"));
    }

    @Test
    void twentyKeepersAtOnceTakeOneStepOfEachKind() throws Exception {
        acme.credit("0.02");
        Lease lease = acme.leased("mine");
        acme.serve(lease, 2 * 3600);
        atOnce(20, _ -> {
            acme.keep.keep(lease.id());
            return true;
        });
        assertThat(acme.events("lease.grace")).hasSize(1);
        acme.credit("0.5");
        atOnce(20, _ -> {
            acme.keep.keep(lease.id());
            return true;
        });
        assertThat(acme.events("lease.funded")).hasSize(1);
        assertThat(acme.balance()).isEqualTo(26 * AN_HOUR);
    }

    private interface Numbered {
        Object run(int number);
    }

    private static List<Object> atOnce(int count, Numbered work) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<Object>>();
            for (int number = 0; number < count; number++) {
                int own = number;
                calls.add(() -> work.run(own));
            }
            var outcomes = new ArrayList<Object>();
            for (Future<Object> future : threads.invokeAll(calls)) outcomes.add(future.get());
            return outcomes;
        }
    }

    private boolean end(Lease lease) {
        return acme.platform.database.asPlatform(tx -> EndLease.run(tx, lease.id()));
    }

    /** As if that time had come. */
    private void pass(String column) {
        acme.platform.database.doAsPlatform(
                tx -> tx.execute("update lease set " + column + " = now() - interval '1 second'"));
    }
}
