package dev.berth.control.signin;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.tenant.MemberId;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.bouncycastle.util.encoders.Base32;
import org.jooq.DSLContext;

/** A member's authenticator, or the codes on paper that stand in for it once each. */
public final class SecondFactor {
    private static final int RECOVERY_CODES = 10;
    private static final int RECOVERY_BYTES = 15;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;
    private final MasterKey masterKey;

    public SecondFactor(Database database, MasterKey masterKey) {
        this.database = database;
        this.masterKey = masterKey;
    }

    /** What became of a wish about an authenticator. */
    public sealed interface Outcome {
        /** Its secret, which counts once a code of it came. */
        record Offered(Totp totp) implements Outcome {}

        /** Codes are asked for from now on; the texts are said here and never again. */
        record On(List<String> recoveryCodes) implements Outcome {}

        record Off() implements Outcome {}

        record WrongCode() implements Outcome {}

        record IsOn() implements Outcome {}

        record IsOff() implements Outcome {}
    }

    /** For a member who has lost it, by somebody who may; where there is none, nothing happens. */
    public void reset(MemberId member, Actor by) {
        database.doAsPlatform(
                tx -> Accounts.find(tx, member).filter(Account::totpIsOn).ifPresent(account -> {
                    Accounts.turnTotpOff(tx, member);
                    record(tx, account, by, "member.totp-off", "for a member who has lost it");
                }));
    }

    /** Makes a secret; one that was offered before and never confirmed is forgotten. */
    public Outcome offer(MemberId member) {
        return database.asPlatform(tx -> offer(tx, member));
    }

    private Outcome offer(DSLContext tx, MemberId member) {
        Account account = Accounts.find(tx, member).orElseThrow();
        if (account.totpIsOn()) return new Outcome.IsOn();
        Totp totp = Totp.random();
        Accounts.offerTotp(tx, member, Account.SealedTotp.of(totp, member, masterKey));
        return new Outcome.Offered(totp);
    }

    public Outcome confirm(MemberId member, String code) {
        return database.asPlatform(tx -> confirm(tx, member, code));
    }

    private Outcome confirm(DSLContext tx, MemberId member, String code) {
        Account account = Accounts.find(tx, member).orElseThrow();
        if (account.totpIsOn()) return new Outcome.IsOn();
        if (account.sealedTotp().isEmpty()) return new Outcome.IsOff();
        if (!acceptsTotp(tx, account, code)) return new Outcome.WrongCode();
        List<String> codes = recoveryCodes();
        Accounts.turnTotpOn(
                tx,
                member,
                codes.stream().map(text -> SecretText.sha256(normal(text))).toList());
        record(tx, account, "member.totp-on", "codes of an authenticator are asked for");
        return new Outcome.On(codes);
    }

    public Outcome turnOff(MemberId member, String code) {
        return database.asPlatform(tx -> turnOff(tx, member, code));
    }

    private Outcome turnOff(DSLContext tx, MemberId member, String code) {
        Account account = Accounts.find(tx, member).orElseThrow();
        if (!account.totpIsOn()) return new Outcome.IsOff();
        if (!accepts(tx, account, code)) return new Outcome.WrongCode();
        Accounts.turnTotpOff(tx, member);
        record(tx, account, "member.totp-off", "codes of an authenticator are not asked for any more");
        return new Outcome.Off();
    }

    /** Whether the code is one of the authenticator's now, or a recovery code; it counts once. */
    boolean accepts(DSLContext tx, Account account, String code) {
        if (acceptsTotp(tx, account, code.strip())) return true;
        boolean recovered = Accounts.useRecovery(tx, account.member(), SecretText.sha256(normal(code)));
        if (recovered) record(tx, account, "member.recovery-code-used", "in the place of an authenticator's code");
        return recovered;
    }

    private boolean acceptsTotp(DSLContext tx, Account account, String code) {
        OptionalLong step = account.sealedTotp().isEmpty()
                ? OptionalLong.empty()
                : account.sealedTotp().get().open(account.member(), masterKey).step(code, Database.now(tx));
        return step.isPresent() && Accounts.useStep(tx, account.member(), step.getAsLong());
    }

    /** 120 random bits each, so that a fast hash of them is enough. */
    private static List<String> recoveryCodes() {
        var codes = new ArrayList<String>();
        for (int i = 0; i < RECOVERY_CODES; i++) {
            byte[] bytes = new byte[RECOVERY_BYTES];
            RANDOM.nextBytes(bytes);
            String text = Base32.toBase32String(bytes).toLowerCase(Locale.ROOT);
            codes.add(String.join("-", text.split("(?<=\\G.{6})")));
        }
        return List.copyOf(codes);
    }

    /** Without what people add or leave out when they type it. */
    private static String normal(String code) {
        return code.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static void record(DSLContext tx, Account account, String kind, String reason) {
        record(tx, account, account.member().actor(), kind, reason);
    }

    private static void record(DSLContext tx, Account account, Actor by, String kind, String reason) {
        Events.record(tx, new NewEvent(account.tenant(), by, kind, Subject.of("member", account.member()), reason));
    }
}
