package dev.reserve.core.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReachTest {

    private final URLClassLoader loader = new URLClassLoader(new URL[0]);
    private final Reach reach = new Reach(loader);

    @AfterEach
    void close() throws Exception {
        loader.close();
    }

    @Test
    void theWayIsNamed() {
        assertEquals(Optional.of("the class loader"), reach.of(loader));
        assertEquals(Optional.of("a java.util.ArrayList whose .elementData[2] is the class loader"),
                reach.of(new ArrayList<>(List.of("", 1, loader))));
        assertEquals(Optional.of("a java.lang.Object[] whose [1] is the class loader"), reach.of(new Object[]{"", loader}));
    }

    @Test
    void aLoaderBelowKeepsTheOneAbove() throws Exception {
        try (URLClassLoader below = new URLClassLoader(new URL[0], loader)) {
            assertEquals(Optional.of("the class loader"), reach.of(below));
        }
        assertEquals(Optional.empty(), reach.of(loader.getParent()));
    }

    @Test
    void referencesThatLetGoAreNotFollowed() {
        assertEquals(Optional.empty(), reach.of(List.of(new WeakReference<>(loader), new SoftReference<>(loader))));
    }

    @Test
    void otherThreadsAreNotEntered() {
        Thread other = new Thread(() -> loader.getName());
        assertEquals(Optional.empty(), reach.of(List.of(other)));
    }

    @Test
    void whatIsFarAwayOrGoesRoundInCirclesEnds() {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        assertEquals(Optional.empty(), reach.of(circle));
        List<Object> far = new ArrayList<>(List.of(loader));
        for (int i = 0; i < 10; i++) {
            far = new ArrayList<>(List.of(far));
        }
        assertEquals(Optional.empty(), reach.of(far));
        List<Object> wide = new ArrayList<>(Collections.nCopies(1_000_000, Optional.of(1)));
        assertEquals(Optional.empty(), reach.of(wide));
    }

    @Test
    void noCodeOfWhatItMeetsIsRun() {
        assertEquals(Optional.of("a dev.reserve.core.leak.ReachTest$1 whose .elementData[0] is the class loader"), reach.of(trap(loader)));
    }

    private static Object trap(Object content) {
        return new ArrayList<>(List.of(content)) {
            @Override
            public Object[] toArray() {
                throw new IllegalStateException("called");
            }

            @Override
            public int size() {
                throw new IllegalStateException("called");
            }

            @Override
            public int hashCode() {
                throw new IllegalStateException("called");
            }

            @Override
            public boolean equals(Object other) {
                throw new IllegalStateException("called");
            }

            @Override
            public String toString() {
                throw new IllegalStateException("called");
            }
        };
    }
}
