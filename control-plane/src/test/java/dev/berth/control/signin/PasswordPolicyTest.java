package dev.berth.control.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordPolicyTest {
    @Test
    void anyLongTextThatIsNotCommonWillDo() {
        for (String good :
                List.of("nineteen green otters", "vlkqmzxwpbty", "пять зелёных крокодилов", "9471 0385 2266 1834"))
            assertThat(PasswordPolicy.refusal(good, List.of())).as(good).isEmpty();
    }

    @Test
    void whatIsShortOrCommonOrMadeOfTheNameIsRefusedWithAReason() {
        assertThat(PasswordPolicy.refusal("elevenchars", List.of()))
                .hasValueSatisfying(why -> assertThat(why).contains("11 characters"));
        for (String poor : List.of("password1234", "aaaaaaaaaaaaaa", "123456789012", "qwertyuiop[]", "abcdefghijkl"))
            assertThat(PasswordPolicy.refusal(poor, List.of()))
                    .as(poor)
                    .hasValueSatisfying(why -> assertThat(why).contains("guessed"));
        assertThat(PasswordPolicy.refusal("wintermute2026", List.of("wintermute")))
                .isPresent();
    }
}
