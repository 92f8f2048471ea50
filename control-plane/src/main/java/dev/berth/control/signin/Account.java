package dev.berth.control.signin;

import dev.berth.control.secret.MasterKey;
import dev.berth.control.tenant.MemberId;
import dev.berth.control.tenant.Role;
import dev.berth.control.tenant.TenantId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A member that has not been removed, with what it proves itself by.
 *
 * @param totpIsOn whether the authenticator was shown to work: until then nobody is asked for a code
 */
public record Account(
        MemberId member,
        @Nullable TenantId tenant,
        @Nullable String tenantName,
        Role role,
        String email,
        Optional<PasswordHash> password,
        Optional<SealedTotp> sealedTotp,
        boolean totpIsOn) {

    /** An authenticator's secret as stored. */
    public static final class SealedTotp {
        private final byte[] sealed;

        SealedTotp(byte[] sealed) {
            this.sealed = sealed.clone();
        }

        static SealedTotp of(Totp totp, MemberId member, MasterKey key) {
            return new SealedTotp(key.seal(totp.secret(), owner(member)));
        }

        Totp open(MemberId member, MasterKey key) {
            return new Totp(key.open(sealed, owner(member)));
        }

        byte[] bytes() {
            return sealed.clone();
        }

        private static String owner(MemberId member) {
            return "totp:" + member;
        }
    }
}
