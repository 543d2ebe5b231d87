package dev.reserve.testkit;

import java.util.ArrayList;
import java.util.List;

/// What was lost, to be told in one error.
final class Losses {

    private final List<String> all = new ArrayList<>();

    Losses(List<String> clients) {
        all.addAll(clients);
    }

    void add(long count, String what) {
        if (count > 0) {
            all.add(count + " " + what);
        }
    }

    void add(String what) {
        all.add(what);
    }

    void check() {
        if (!all.isEmpty()) {
            throw new AssertionError("something was lost:\n  " + String.join("\n  ", all));
        }
    }
}
