package dev.berth.control.api;

import dev.berth.contract.v1.Refusal;
import dev.berth.contract.v1.RefusalOuterClass;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the contract's table says to people of Berth's own errors. */
final class RefusalWords {
    private static final Map<String, String> WORDS = Arrays.stream(Refusal.values())
            .filter(refusal -> refusal != Refusal.UNRECOGNIZED)
            .filter(refusal -> refusal.getValueDescriptor().getOptions().hasExtension(RefusalOuterClass.jsonRpc))
            .collect(Collectors.toUnmodifiableMap(
                    Refusal::name,
                    refusal -> refusal.getValueDescriptor()
                            .getOptions()
                            .getExtension(RefusalOuterClass.jsonRpc)
                            .getMessage()));

    private RefusalWords() {}

    /** Null for what is not in the table. */
    static @Nullable String of(String refusal) {
        return WORDS.get(refusal);
    }
}
