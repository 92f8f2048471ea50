package dev.berth.host.approval;

import dev.berth.contract.v1.HostWire;
import java.util.List;
import java.util.regex.Pattern;

/** Whether arguments are ones that a template can make: word by word and in its order. */
final class ApprovedWords {
    private final List<HostWire.ApprovedWords> items;
    private final List<String> argv;

    private ApprovedWords(List<HostWire.ApprovedWords> items, List<String> argv) {
        this.items = items;
        this.argv = argv;
    }

    static boolean allow(List<HostWire.ApprovedWords> items, List<String> argv) {
        return new ApprovedWords(items, argv).from(0, 0);
    }

    /** Whether the words from {@code word} on are what the items from {@code item} on can make. */
    private boolean from(int item, int word) {
        if (item == items.size()) return word == argv.size();
        HostWire.ApprovedWords next = items.get(item);
        if (next.getRepeated()) {
            HostWire.Words once = next.getAlternatives(0);
            return from(item + 1, word)
                    || (once.getPatternsCount() > 0
                            && begins(once, word)
                            && from(item, word + once.getPatternsCount()));
        }
        return next.getAlternativesList().stream()
                .anyMatch(words -> begins(words, word) && from(item + 1, word + words.getPatternsCount()));
    }

    private boolean begins(HostWire.Words words, int at) {
        if (at + words.getPatternsCount() > argv.size()) return false;
        for (int i = 0; i < words.getPatternsCount(); i++)
            if (!Pattern.matches(words.getPatterns(i), argv.get(at + i))) return false;
        return true;
    }
}
