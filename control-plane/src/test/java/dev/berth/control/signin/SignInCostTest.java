package dev.berth.control.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.berth.control.TwoTenants;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.tenant.MemberId;
import dev.berth.control.tenant.Members;
import dev.berth.control.tenant.Role;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whoever is refused has cost the same, so that the time it takes tells nothing. What takes the time is Argon2, and each look with it
 * fills 19 MiB of its own: they are counted by what the thread allocates, which no other program on the machine changes.
 */
class SignInCostTest {
    private static final String PASSWORD = "nineteen green otters";
    private static final long OF_A_LOOK = 19L * 1024 * 1024;

    private static TwoTenants world;
    private static SecondFactor secondFactor;

    @BeforeAll
    static void start() {
        world = new TwoTenants();
        secondFactor = new SecondFactor(world.database, new MasterKey(new byte[32]));
        member("ana@acme.example", true);
        member("never@acme.example", false);
        MemberId careful = member("careful@acme.example", true);
        secondFactor.offer(careful);
        world.asOwner("update member_credential set totp_confirmed_at = now() where totp_sealed is not null");
        MemberId gone = member("gone@acme.example", true);
        world.database.doAsPlatform(tx -> Members.remove(tx, gone));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static MemberId member(String email, boolean withPassword) {
        return world.database.asPlatform(tx -> {
            MemberId member = Members.add(tx, world.acme, email, Role.DEVELOPER).orElseThrow();
            if (withPassword) Accounts.setPassword(tx, member, PasswordHash.of(PASSWORD));
            return member;
        });
    }

    @Test
    void everySignInLooksAtExactlyOnePassword() {
        Map<String, Long> looks = new LinkedHashMap<>();
        looks.put("a wrong password", looks(() -> signIn("ana@acme.example", null, "not the password")));
        looks.put("an address that nobody has", looks(() -> signIn("nobody@acme.example", null, PASSWORD)));
        looks.put("a member without a password", looks(() -> signIn("never@acme.example", null, PASSWORD)));
        looks.put("a member who was removed", looks(() -> signIn("gone@acme.example", null, PASSWORD)));
        looks.put("another tenant", looks(() -> signIn("ana@acme.example", "globex", PASSWORD)));
        looks.put("a tenant that there is not", looks(() -> signIn("ana@acme.example", "nowhere", PASSWORD)));
        looks.put(
                "a wrong password where codes are asked for", looks(() -> signIn("careful@acme.example", null, "no")));
        looks.put("the right one without the code", looks(() -> signIn("careful@acme.example", null, PASSWORD)));
        looks.put("the right one", looks(() -> signIn("ana@acme.example", null, PASSWORD)));
        looks.put("a very long one", looks(() -> signIn("nobody@acme.example", null, "x".repeat(1000))));
        assertThat(looks.values()).as(looks.toString()).containsOnly(1L);
    }

    @Test
    void whoIsNotLetTryCostsNothing() {
        var budget = new SignInBudget(System::nanoTime);
        for (int i = 0; i < 10; i++) budget.failed("127.0.0.1", "nobody@acme.example");
        var signIn = new SignIn(world.database, secondFactor, budget);
        assertThat(looks(() -> signIn.byPassword(
                        "nobody@acme.example", null, PASSWORD, null, new Visitor("127.0.0.1", "a test"))))
                .isZero();
    }

    private static SignIn.Outcome signIn(String email, @Nullable String tenant, String password) {
        return new SignIn(world.database, secondFactor, new SignInBudget(System::nanoTime))
                .byPassword(email, tenant, password, null, new Visitor("127.0.0.1", "a test"));
    }

    /** How often this thread has looked at a password meanwhile. */
    private static long looks(Supplier<SignIn.Outcome> work) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(work.get()).isNotNull();
        return (threads.getCurrentThreadAllocatedBytes() - before) / OF_A_LOOK;
    }
}
