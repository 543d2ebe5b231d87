package dev.reserve.benchmarks.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What has become of the connections of one kind. Thread-safe.
public final class Tally {

    private static final int EXAMPLES = 5;

    private final String name;
    private final LongAdder served = new LongAdder();
    private final LongAdder answers = new LongAdder();
    private final LongAdder spanned = new LongAdder();
    private final Map<Loss, Long> losses = new EnumMap<>(Loss.class);
    private final List<String> examples = new ArrayList<>();

    public Tally(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /// A connection has been served to its good end.
    ///
    /// @param number how many answers it got
    /// @param swaps how many swaps it has seen from within
    void served(long number, int swaps) {
        served.increment();
        answers.add(number);
        spanned.add(swaps);
    }

    synchronized void lost(LossException cause) {
        if (losses.merge(cause.loss(), 1L, Long::sum) <= EXAMPLES) {
            examples.add(name + ": " + cause.loss() + ": " + cause.getMessage());
        }
    }

    public long served() {
        return served.sum();
    }

    public long answers() {
        return answers.sum();
    }

    public long spanned() {
        return spanned.sum();
    }

    public synchronized long lost(Loss loss) {
        return losses.getOrDefault(loss, 0L);
    }

    public synchronized long lost() {
        return losses.values().stream().mapToLong(Long::longValue).sum();
    }

    /// The first of what was lost, in words.
    public synchronized List<String> examples() {
        return List.copyOf(examples);
    }
}
