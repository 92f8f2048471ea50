package dev.berth.control.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PasswordHashTest {
    /** Of the reference implementation's own test. */
    private static final String REFERENCE =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    @Test
    void whatAnotherImplementationMadeIsUnderstood() {
        assertThat(PasswordHash.parse(REFERENCE).isOf("password")).isTrue();
        assertThat(PasswordHash.parse(REFERENCE).isOf("Password")).isFalse();
    }

    @Test
    void ofOnePasswordNoTwoAreAlike() {
        PasswordHash hash = PasswordHash.of("nineteen green otters");
        assertThat(hash.text()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(PasswordHash.of("nineteen green otters").text()).isNotEqualTo(hash.text());
        assertThat(PasswordHash.parse(hash.text()).isOf("nineteen green otters"))
                .isTrue();
        assertThat(hash.isOf("nineteen green otter")).isFalse();
        assertThat(hash.toString()).doesNotContain("argon2");
    }

    @Test
    void nobodysIsOfNoPassword() {
        assertThat(PasswordHash.OF_NOBODY.isOf("")).isFalse();
        assertThat(PasswordHash.OF_NOBODY.isOf("password")).isFalse();
    }

    @Test
    void whatIsNoneIsRefused() {
        assertThatThrownBy(() -> PasswordHash.parse("$2a$10$abc")).isInstanceOf(IllegalArgumentException.class);
    }
}
