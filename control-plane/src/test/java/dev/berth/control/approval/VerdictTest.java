package dev.berth.control.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.approval.Policy.Decision;
import dev.berth.control.event.Actor;
import dev.berth.control.lease.Lease;
import dev.berth.control.placement.Resources;
import dev.berth.control.tenant.ApprovalPolicy;
import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Acme asks for an anvil of size small: 500 m, 1000 bytes of memory, 2000 of disk, 0.5 EUR an hour of 1.5 in all. */
class VerdictTest {
    private static final TenantId ACME = new TenantId(new UUID(0, 1));
    private static final TenantId GLOBEX = new TenantId(new UUID(0, 2));
    private static final Policy.Most ANYTHING =
            new Policy.Most(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final Asked ASKED = new Asked(
            ACME,
            "anvil",
            "small",
            new Resources(500, 1000, 2000, 0),
            new Lease.Rate("EUR", new BigDecimal("0.5"), 0),
            new BigDecimal("1.5"));

    @Test
    void withoutPoliciesTheTenantsOwnSettingDecides() {
        assertThat(of(ApprovalPolicy.AUTOMATIC))
                .isEqualTo(new Verdict.Approve(new Actor("policy:automatic"), "within quota"));
        assertThat(of(ApprovalPolicy.PERSON))
                .isInstanceOfSatisfying(
                        Verdict.Ask.class, ask -> assertThat(ask.within()).isEqualTo(Duration.ofDays(7)));
    }

    @Test
    void theFirstPolicyThatHoldsDecides() {
        var refuse = policy("no-more", Optional.empty(), Optional.empty(), ANYTHING, new Decision.Refuse());
        var approve = policy("acme", Optional.of(ACME), Optional.empty(), ANYTHING, new Decision.Approve());
        assertThat(of(ApprovalPolicy.PERSON, approve, refuse))
                .isEqualTo(new Verdict.Approve(new Actor("policy:acme"), "policy acme approves it: because"));
        assertThat(of(ApprovalPolicy.AUTOMATIC, refuse, approve)).isInstanceOf(Verdict.Refuse.class);
    }

    @Test
    void aPolicyForAnotherTenantTemplateOrSizeSaysNothing() {
        assertThat(of(
                        ApprovalPolicy.AUTOMATIC,
                        policy("globex", Optional.of(GLOBEX), Optional.empty(), ANYTHING, new Decision.Refuse()),
                        policy("reth", Optional.empty(), Optional.of("reth"), ANYTHING, new Decision.Refuse()),
                        policy("large", Optional.empty(), "large")))
                .isEqualTo(new Verdict.Approve(new Actor("policy:automatic"), "within quota"));
    }

    @Test
    void aPolicyHoldsUpToItsBoundsAndThePersonIsToldWhichWereExceeded() {
        var cheap = policy("cheap", Optional.empty(), Optional.empty(), spend("EUR", "0.4"), new Decision.Approve());
        var rest = policy("rest", Optional.empty(), Optional.empty(), ANYTHING, new Decision.Ask(Duration.ofHours(4)));
        assertThat(of(ApprovalPolicy.AUTOMATIC, cheap, rest))
                .isEqualTo(new Verdict.Ask(
                        new Actor("policy:rest"),
                        "policy cheap does not hold: cost an hour 0.5, at most 0.4; policy rest wants a person to"
                                + " decide: because",
                        Duration.ofHours(4)));
        var dear = policy("dear", Optional.empty(), Optional.empty(), spend("EUR", "0.5"), new Decision.Approve());
        assertThat(of(ApprovalPolicy.PERSON, dear, rest).by()).isEqualTo(new Actor("policy:dear"));
    }

    @Test
    void boundsAreOfResourcesOfTheNodesCostAndOfAllThatTheTenantSpends() {
        assertThat(exceeded(
                        new Policy.Most(Optional.of(499L), Optional.of(1000L), Optional.of(2000L), Optional.empty())))
                .containsExactly("CPU 500 m, at most 499");
        assertThat(exceeded(new Policy.Most(Optional.empty(), Optional.of(999L), Optional.of(1L), Optional.empty())))
                .containsExactly("memory 1000 bytes, at most 999", "disk 2000 bytes, at most 1");
        assertThat(exceeded(new Policy.Most(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Policy.Spend("EUR", Optional.empty(), Optional.of(BigDecimal.ONE))))))
                .containsExactly("cost an hour of all the tenant's leases 1.5, at most 1");
        assertThat(exceeded(spend("USD", "9"))).containsExactly("a price in EUR, and it speaks of USD");
    }

    private static List<String> exceeded(Policy.Most most) {
        return policy("p", Optional.empty(), Optional.empty(), most, new Decision.Approve())
                .exceeded(ASKED);
    }

    private static Policy.Most spend(String currency, String perHour) {
        return new Policy.Most(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Policy.Spend(currency, Optional.of(new BigDecimal(perHour)), Optional.empty())));
    }

    private static Verdict of(ApprovalPolicy otherwise, Policy... policies) {
        return Verdict.of(List.of(policies), ASKED, otherwise);
    }

    private static Policy policy(
            String name, Optional<TenantId> tenant, Optional<String> template, Policy.Most most, Decision decision) {
        return new Policy(
                name, 1, tenant, template, Optional.empty(), most, decision, "because", "key:x", Instant.EPOCH);
    }

    private static Policy policy(String name, Optional<TenantId> tenant, String size) {
        return new Policy(
                name,
                1,
                tenant,
                Optional.empty(),
                Optional.of(size),
                ANYTHING,
                new Decision.Refuse(),
                "because",
                "key:x",
                Instant.EPOCH);
    }
}
