package dev.reserve.http.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.reserve.core.hosting.AppKey;
import dev.reserve.core.hosting.Offer;
import dev.reserve.core.hosting.Slots;
import dev.reserve.core.slot.Slot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubAppsTest {

    private static final AppKey SHOP = new AppKey("shop", List.of(), "/");

    @TempDir
    private Path data = Path.of("");

    /// One that is opened between the two would else be told that nobody offers its sub-app, which nobody has been asked for yet; and it would serve, with nothing.
    @Test
    void aSiteThatIsOpenedWhileSlotsArePursuedWaitsForItsOwn() {
        SubApps subApps = new SubApps(new HttpServer(new Edge(data), false), () -> {});
        Site site = new Site(SHOP);
        assertEquals(Set.of(), subApps.wanted(Map.of()).keySet());
        subApps.open(site);
        subApps.connect(nothing());
        assertEquals(Set.of(SHOP), subApps.wanted(Map.of()).keySet());
        site.failed("it has waited");
        assertEquals("it has waited", assertThrows(IllegalArgumentException.class, site::await).getMessage());
    }

    private static Slots<Requests> nothing() {
        return new Slots<>() {
            @Override
            public Optional<Slot<Requests>> slot(AppKey key) {
                return Optional.empty();
            }

            @Override
            public Optional<Offer> current(AppKey key) {
                return Optional.empty();
            }

            @Override
            public boolean followsOnProbation(AppKey key) {
                return false;
            }

            @Override
            public boolean isKnown(AppKey key) {
                return false;
            }

            @Override
            public Optional<String> failure(AppKey key) {
                return Optional.of("no artifact offers app " + key.app());
            }
        };
    }
}
