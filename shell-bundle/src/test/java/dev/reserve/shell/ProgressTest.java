package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.reserve.core.admin.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProgressTest {

    private static final String OURS = "ab12cd34".repeat(8);
    private static final String OTHER = "ffffffff".repeat(8);

    private static Status status(String state, @Nullable String sha256, @Nullable String reason, Status.Version... versions) {
        return new Status(new Status.Server("1", 1, "serving", 1), List.of(), List.of(new Status.App("shop", List.of(versions))),
                List.of(new Status.Artifact("shop.jar", state, sha256, "1.0.0", List.of("shop"), reason)), List.of(), List.of(), List.of(),
                List.of());
    }

    private static Status.Version version(String id, String state, @Nullable String reason) {
        return new Status.Version(id, "shop.jar", "1.0.0", List.of(), state, Statuses.SINCE, 0, 0, 0, 0, reason);
    }

    private static Progress current(Status status) {
        return Progress.of(status, "shop.jar", OURS, false);
    }

    private static Progress settled(Status status) {
        return Progress.of(status, "shop.jar", OURS, true);
    }

    @Test
    void onProbationItIsCurrentAndNotSettled() {
        Status status = status("current", OURS, null, version("ab12cd34-2", "current", "on probation"),
                version("ffffffff-1", "standby", "x"));
        assertEquals(new Progress.Arrived("probation", List.of("ab12cd34-2"), "version ab12cd34-2 is current, on probation"),
                current(status));
        assertEquals(new Progress.Going("version ab12cd34-2 is on probation"), settled(status));
    }

    @Test
    void pastProbationItIsSettled() {
        Status status = status("current", OURS, null, version("ab12cd34-2", "current", null), version("ffffffff-1", "draining", null));
        assertEquals(new Progress.Arrived("current", List.of("ab12cd34-2"), "version ab12cd34-2 is current, past probation"),
                settled(status));
    }

    @Test
    void itIsNotCurrentWhileOneOfItsVersionsWaits() {
        Status status = status("current", OURS, null, version("ab12cd34-3", "launched", "waits for room"),
                version("ab12cd34-2", "current", null));
        assertEquals(new Progress.Going("a version of it is launched, and waits for room"), current(status));
    }

    @Test
    void whatIsRejectedFailsWithTheReason() {
        assertEquals(new Progress.Failed("no manifest"), current(status("rejected", OURS, "no manifest")));
        assertEquals(new Progress.Failed("not a whole jar"), current(status("rejected", null, "not a whole jar")));
        assertEquals(new Progress.Failed("rolled back: 3 of 3"), settled(status("rejected", OURS, "rolled back: 3 of 3")));
    }

    @Test
    void whatBecomesOfTheContentBeforeIsNothingToUs() {
        assertInstanceOf(Progress.Going.class, current(status("rejected", OTHER, "no manifest")));
        assertInstanceOf(Progress.Going.class, current(status("launching", OTHER, null)));
        assertInstanceOf(Progress.Going.class, current(status("admitting", OTHER, null)));
    }

    @ParameterizedTest
    @CsvSource({"current", "waiting", "standby", "installed"})
    void otherContentInItsPlaceIsAFailure(String state) {
        assertEquals(new Progress.Failed("other content has taken its place, with the SHA-256 " + OTHER),
                current(status(state, OTHER, null, version("ffffffff-3", "current", null))));
    }

    @ParameterizedTest
    @CsvSource({"waiting", "standby", "installed"})
    void whatNobodyAsksForIsUnused(String state) {
        assertEquals(new Progress.Unused("it is " + state + ": why not"), current(status(state, OURS, "why not")));
    }

    @Test
    void aCanaryHasArrivedAndIsNotSettled() {
        Status status = status("launching", OURS, null, version("ab12cd34-2", "canary", null));
        assertInstanceOf(Progress.Arrived.class, current(status));
        assertInstanceOf(Progress.Going.class, settled(status));
    }

    @Test
    void whatIsRemovedMeanwhileFails() {
        assertEquals(new Progress.Failed("it was removed from the deploy folder"), Progress.of(Statuses.idle(), "shop.jar", OURS, false));
    }
}
