package dev.berth.proxy.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stories of one event loop's last calls; those that did not go as calls should are kept for longer, and those that stand for
 * others. Lives on that event loop.
 */
public final class RecentCalls {
    private final Ring all;
    private final Ring notable;
    private final Ring samples;

    /**
     * @param places how many calls are kept, a power of two; and as many notable ones
     * @param sampled how many that stand for others, a power of two
     */
    RecentCalls(int places, int sampled) {
        all = new Ring(places);
        notable = new Ring(places);
        samples = new Ring(sampled);
    }

    private static final class Ring {
        private final @Nullable CallStory[] places;
        private int next;

        Ring(int places) {
            this.places = new CallStory[places];
        }

        void add(CallStory story) {
            places[next++ & places.length - 1] = story;
        }

        List<CallStory> newestFirst() {
            var stories = new ArrayList<CallStory>(places.length);
            for (int back = 1; back <= places.length; back++) {
                CallStory story = places[next - back & places.length - 1];
                if (story != null) stories.add(story);
            }
            return stories;
        }

        void find(RequestId request, Set<CallStory> found) {
            for (CallStory story : places) {
                if (story != null && story.request().value() == request.value()) found.add(story);
            }
        }
    }

    /** From now on it can be found, even if it never ends. */
    public void began(CallStory story) {
        all.add(story);
    }

    public void ended(CallStory story) {
        if (story.isNotable()) notable.add(story);
    }

    /** It stands for others that went alike. */
    public void keep(CallStory story) {
        samples.add(story);
    }

    /** The items of this request, in their order; empty when it is forgotten, or was never here. */
    List<CallStory> find(RequestId request) {
        Set<CallStory> found = new HashSet<>();
        for (Ring ring : List.of(all, notable, samples)) ring.find(request, found);
        return found.stream().sorted(Comparator.comparingInt(CallStory::item)).toList();
    }

    /** The newest notable calls, newest first. */
    List<CallStory> notable() {
        return notable.newestFirst();
    }
}
