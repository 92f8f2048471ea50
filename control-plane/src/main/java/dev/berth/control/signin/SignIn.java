package dev.berth.control.signin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.signin.MemberLinks.Purpose;
import dev.berth.control.tenant.Caller;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Begins a session for whoever proves to be a member. An address that nobody has takes as long to be refused as a wrong
 * password. Each session has a token of its own, made here.
 */
public final class SignIn {
    /** At the so manieth wrong try of some minutes people are told of it. */
    private static final Set<Integer> TOLD_AT = Set.of(3, 10);

    private static final Actor ACTOR = new Actor("sign-in");

    private final Database database;
    private final SecondFactor secondFactor;
    private final SignInBudget budget;

    public SignIn(Database database, SecondFactor secondFactor, SignInBudget budget) {
        this.database = database;
        this.secondFactor = secondFactor;
        this.budget = budget;
    }

    /** What became of it. */
    public sealed interface Outcome {
        record SignedIn(SecretText token, Caller caller) implements Outcome {}

        /** Unknown, wrong, used, expired or removed: which of them is not told. */
        record Refused() implements Outcome {}

        /** All else was right; {@code sent}: a code came, and was wrong or used before. */
        record CodeWanted(boolean sent) implements Outcome {}

        /** The password that was chosen is none to have. */
        record Unfit(String why) implements Outcome {}

        /** It was not looked at. */
        record TooMany() implements Outcome {}
    }

    /** @param tenant name or id, where the address is a member of several */
    public Outcome byPassword(
            String email, @Nullable String tenant, String password, @Nullable String code, Visitor visitor) {
        if (!budget.allows(visitor.address(), email)) return new Outcome.TooMany();
        Optional<Account> account = database.asPlatform(tx -> Accounts.of(tx, email, tenant));
        PasswordHash expected = account.flatMap(Account::password).orElse(PasswordHash.OF_NOBODY);
        if (!expected.isOf(password) || account.isEmpty()) {
            int failures = budget.failed(visitor.address(), email);
            if (TOLD_AT.contains(failures)) tell(account, failures + " wrong passwords", visitor);
            return new Outcome.Refused();
        }
        Outcome outcome = database.asPlatform(tx -> Accounts.find(
                        tx, account.get().member())
                .filter(still -> has(still, expected))
                .map(still -> withCode(tx, still, code, visitor).orElseGet(() -> begin(tx, still, "password", visitor)))
                .orElseGet(Outcome.Refused::new));
        if (outcome instanceof Outcome.SignedIn) budget.succeeded(visitor.address(), email);
        return outcome;
    }

    /** The link works once; not when a code is wanted that did not come with it. */
    public Outcome byLink(SecretText link, @Nullable String code, Visitor visitor) {
        if (!budget.allows(visitor.address())) return new Outcome.TooMany();
        Outcome outcome = database.asPlatform(tx -> holder(tx, link, Purpose.SIGN_IN)
                .map(account -> withCode(tx, account, code, visitor).orElseGet(() -> {
                    if (!MemberLinks.use(tx, link, Purpose.SIGN_IN)) return new Outcome.Refused();
                    return begin(tx, account, "link", visitor);
                }))
                .orElseGet(Outcome.Refused::new));
        if (outcome instanceof Outcome.Refused) budget.failed(visitor.address());
        return outcome;
    }

    /** Sets the password that was chosen, by a link that works once for it; all else as {@link #byLink}. */
    public Outcome byInvitation(SecretText link, String chosen, @Nullable String code, Visitor visitor) {
        if (!budget.allows(visitor.address())) return new Outcome.TooMany();
        Optional<Account> invited = database.asPlatform(tx -> holder(tx, link, Purpose.PASSWORD));
        if (invited.isEmpty()) {
            budget.failed(visitor.address());
            return new Outcome.Refused();
        }
        Optional<String> unfit = SetPassword.refusal(invited.get(), chosen);
        if (unfit.isPresent()) return new Outcome.Unfit(unfit.get());
        PasswordHash hash = PasswordHash.of(chosen);
        return database.asPlatform(tx -> holder(tx, link, Purpose.PASSWORD)
                .map(account -> withCode(tx, account, code, visitor).orElseGet(() -> {
                    if (!MemberLinks.use(tx, link, Purpose.PASSWORD)) return new Outcome.Refused();
                    SetPassword.byLink(tx, account, hash);
                    return begin(tx, account, "invitation", visitor);
                }))
                .orElseGet(Outcome.Refused::new));
    }

    private static Optional<Account> holder(DSLContext tx, SecretText link, Purpose purpose) {
        return MemberLinks.holder(tx, link, purpose).flatMap(member -> Accounts.find(tx, member));
    }

    /** For an address that a provider vouches for; it is the provider that asks for a second factor, or does not. */
    public Outcome byOpenId(String provider, String verifiedEmail, Visitor visitor) {
        return database.asPlatform(tx -> Accounts.of(tx, verifiedEmail, null)
                .map(account -> begin(tx, account, "openid:" + provider, visitor))
                .orElseGet(Outcome.Refused::new));
    }

    private static boolean has(Account account, PasswordHash expected) {
        return account.password().map(PasswordHash::text).equals(Optional.of(expected.text()));
    }

    /** Empty: no code is wanted, or the right one came. */
    private Optional<Outcome> withCode(DSLContext tx, Account account, @Nullable String code, Visitor visitor) {
        if (!account.totpIsOn()) return Optional.empty();
        if (code == null) return Optional.of(new Outcome.CodeWanted(false));
        if (!budget.allowsCode(account.member())) return Optional.of(new Outcome.TooMany());
        if (secondFactor.accepts(tx, account, code)) return Optional.empty();
        budget.failed(visitor.address());
        int failures = budget.failedCode(account.member());
        if (TOLD_AT.contains(failures))
            tell(Optional.of(account), failures + " wrong codes after the right password or link", visitor);
        return Optional.of(new Outcome.CodeWanted(true));
    }

    private static Outcome begin(DSLContext tx, Account account, String way, Visitor visitor) {
        SecretText token = SecretText.random();
        Sessions.begin(tx, token, account.member(), way, visitor);
        record(tx, account.member().actor(), Optional.of(account), "member.signed-in", "by " + way, visitor);
        return new Outcome.SignedIn(token, Sessions.holder(tx, token).orElseThrow());
    }

    /** Written down for unknown addresses too, so that it takes as long. */
    private void tell(Optional<Account> account, String what, Visitor visitor) {
        database.doAsPlatform(
                tx -> record(tx, ACTOR, account, "member.sign-in-failed", what + " in a few minutes", visitor));
    }

    private static void record(
            DSLContext tx, Actor actor, Optional<Account> account, String kind, String reason, Visitor visitor) {
        Events.record(
                tx,
                new NewEvent(
                        account.map(Account::tenant).orElse(null),
                        actor,
                        kind,
                        account.map(found -> Subject.of("member", found.member()))
                                .orElseGet(() -> Subject.of("address", visitor.address())),
                        reason,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("address", visitor.address())
                                .put("userAgent", visitor.userAgent())));
    }
}
