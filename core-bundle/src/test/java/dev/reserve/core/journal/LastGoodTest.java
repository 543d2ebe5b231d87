package dev.reserve.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.core.journal.Change.Accepted;
import dev.reserve.core.journal.Change.Bound;
import dev.reserve.core.journal.Change.Current;
import dev.reserve.core.journal.Change.Rejected;
import dev.reserve.core.journal.Change.Removed;
import dev.reserve.core.journal.Change.RolledBack;
import dev.reserve.core.journal.Change.Unbound;
import dev.reserve.core.journal.Change.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LastGoodTest {

    private final List<Entry> entries = new ArrayList<>();

    @Test
    void aRejectedContentLeavesTheLastGoodOneInPlace() {
        add(accepted("a.jar", "1"));
        add(new Rejected("a.jar", "2", "launch failed"));
        assertEquals(Optional.of("1"), LastGood.of(entries).artifact("a.jar").map(Accepted::sha256));
        assertEquals(Optional.of("2"), LastGood.of(entries).rejected("a.jar").map(Rejected::sha256));
    }

    @Test
    void aContentRolledBackIsNoLongerGood() {
        add(accepted("a.jar", "1"));
        add(new Current(version("a", "1", "a.jar")));
        add(accepted("a.jar", "2"));
        add(new Current(version("a", "2", "a.jar")));
        add(new RolledBack(version("a", "2", "a.jar"), "too many failures"));
        LastGood good = LastGood.of(entries);
        assertEquals(Optional.of("1"), good.artifact("a.jar").map(Accepted::sha256));
        assertEquals(Optional.of("2"), good.rejected("a.jar").map(Rejected::sha256));
        assertEquals(List.of("1"), good.versions("a").stream().map(Version::sha256).toList());
    }

    @Test
    void theLastFiveVersionsOfAnAppAreWorthKeeping() {
        for (int i = 1; i <= 8; i++) {
            add(accepted("a.jar", "" + i));
            add(new Current(version("a", "" + i, "a.jar")));
        }
        add(new Current(version("a", "5", "a.jar")));
        assertEquals(List.of("5", "8", "7", "6", "4"), LastGood.of(entries).versions("a").stream().map(Version::sha256).toList());
        assertEquals(Set.of("4", "5", "6", "7", "8"), LastGood.of(entries).contents());
    }

    @Test
    void aRemovedArtifactIsNotBroughtBack() {
        add(accepted("a.jar", "1"));
        add(new Removed("a.jar"));
        assertEquals(Optional.empty(), LastGood.of(entries).artifact("a.jar"));
    }

    @Test
    void bindingsAreWhatWasSetLast() {
        add(new Bound("web", "web", "a", List.of()));
        add(new Bound("web", "web", "b", List.of("--root", "/srv/my site")));
        add(new Bound("chat", "chat", "c", List.of()));
        add(new Unbound("chat"));
        assertEquals(List.of(new Bound("web", "web", "b", List.of("--root", "/srv/my site"))),
                List.copyOf(LastGood.of(entries).bindings().values()));
    }

    @Test
    void whatIsForgottenIsNeverMissed() {
        Random random = new Random(42);
        for (int round = 0; round < 30; round++) {
            entries.clear();
            List<Entry> shortened = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                add(anyChange(random));
                shortened.add(entries.getLast());
                if (random.nextInt(20) == 0) {
                    Set<Entry> needed = LastGood.of(shortened).needed();
                    int recent = entries.size() - random.nextInt(10);
                    shortened.removeIf(entry -> entry.sequence() < recent && !needed.contains(entry));
                }
                assertEquals(LastGood.of(entries).needed(), LastGood.of(shortened).needed());
            }
        }
    }

    private static Change anyChange(Random random) {
        String file = random.nextInt(3) + ".jar";
        String sha256 = "" + random.nextInt(9);
        String app = "app" + random.nextInt(3);
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> accepted(file, sha256);
            case 3 -> new Rejected(file, sha256, "bad");
            case 4 -> random.nextInt(3) == 0 ? new Removed(file) : new Unbound(app);
            case 5 -> new RolledBack(version(app, sha256, file), "worse");
            case 6 -> new Bound(app, file, app, List.of());
            default -> new Current(version(app, sha256, file));
        };
    }

    private void add(Change change) {
        entries.add(new Entry(entries.size() + 1, Instant.EPOCH, change.kind(), change.fields()));
    }

    private static Accepted accepted(String file, String sha256) {
        return new Accepted(file, sha256, "1.0.0", List.of("a"));
    }

    private static Version version(String app, String sha256, String file) {
        return new Version(app, List.of(), app + "-" + sha256, sha256, file);
    }
}
