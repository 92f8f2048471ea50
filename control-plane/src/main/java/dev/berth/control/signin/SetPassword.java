package dev.berth.control.signin;

import dev.berth.control.database.Database;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.tenant.MemberId;
import dev.berth.control.tenant.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Gives a member another password; the sessions that there are end, but for the one that did it. */
public final class SetPassword {
    private final Database database;

    public SetPassword(Database database) {
        this.database = database;
    }

    /** What became of it. */
    public sealed interface Outcome {
        record Done() implements Outcome {}

        /** The password that is to be replaced is another. */
        record WrongCurrent() implements Outcome {}

        record Unfit(String why) implements Outcome {}
    }

    /** @param current may be absent where none was set; {@code kept} is the session that goes on */
    public Outcome change(MemberId member, @Nullable String current, String next, SessionId kept) {
        Account account = database.asPlatform(tx -> Accounts.find(tx, member)).orElseThrow();
        Optional<PasswordHash> expected = account.password();
        if (expected.isPresent() && (current == null || !expected.get().isOf(current)))
            return new Outcome.WrongCurrent();
        Optional<String> unfit = refusal(account, next);
        if (unfit.isPresent()) return new Outcome.Unfit(unfit.get());
        PasswordHash hash = PasswordHash.of(next);
        return database.asPlatform(tx -> {
            int ended = set(tx, account, hash, kept);
            record(tx, account, "member.password-changed", ended + " other sessions ended");
            return new Outcome.Done();
        });
    }

    /** Sets what came with a link, in the transaction that uses the link up. */
    static void byLink(DSLContext tx, Account account, PasswordHash next) {
        int ended = set(tx, account, next, null);
        record(tx, account, "member.password-set", "by a link; " + ended + " sessions ended");
    }

    private static int set(DSLContext tx, Account account, PasswordHash hash, @Nullable SessionId kept) {
        Accounts.setPassword(tx, account.member(), hash);
        return Sessions.endAll(tx, account.member(), kept);
    }

    /** What is wrong with this password for this person. */
    static Optional<String> refusal(Account account, String password) {
        return PasswordPolicy.refusal(password, known(account));
    }

    private static List<String> known(Account account) {
        var known = new ArrayList<>(List.of(account.email().split("[@.+_-]")));
        known.add(account.email());
        if (account.tenantName() != null) known.add(account.tenantName());
        return known;
    }

    private static void record(DSLContext tx, Account account, String kind, String reason) {
        Events.record(
                tx,
                new NewEvent(
                        account.tenant(),
                        account.member().actor(),
                        kind,
                        Subject.of("member", account.member()),
                        reason));
    }
}
