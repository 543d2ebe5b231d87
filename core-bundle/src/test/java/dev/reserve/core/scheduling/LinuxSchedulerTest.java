package dev.reserve.core.scheduling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Against the kernel itself, each on a thread that ends with it.
@Isolated
class LinuxSchedulerTest {

    /// Of `/proc/PID/task/TID/stat`, after the name in parentheses.
    private static final int POLICY = 38;
    private static final String SCHED_OTHER = "0";
    private static final String SCHED_IDLE = "5";

    private final LinuxScheduler scheduler = new LinuxScheduler();

    @Test
    void aThreadGoes() {
        onThread(() -> {
            assertEquals(SCHED_OTHER, policy(scheduler.current()));
            assertEquals(Optional.of(Policy.NORMAL), scheduler.policy(scheduler.current()));
            assertTrue(scheduler.treat(scheduler.current(), Policy.IDLE));
            assertEquals(SCHED_IDLE, policy(scheduler.current()));
            assertEquals(Optional.of(Policy.IDLE), scheduler.policy(scheduler.current()));
            assertFalse(scheduler.isDefault());
            assertTrue(scheduler.threads().contains(scheduler.current()));
            return true;
        });
    }

    @Test
    void aThreadComesBackIfItMay() {
        onThread(() -> {
            assertTrue(scheduler.treat(scheduler.current(), Policy.IDLE));
            assumeTrue(scheduler.treat(scheduler.current(), Policy.NORMAL), "neither root nor CAP_SYS_NICE");
            assertEquals(SCHED_OTHER, policy(scheduler.current()));
            return true;
        });
    }

    @Test
    void theCompilersAreFoundByTheirNames() throws IOException {
        assertFalse(scheduler.compilers().isEmpty());
        for (int compiler : scheduler.compilers()) {
            String name = Files.readString(Path.of("/proc/self/task/" + compiler + "/comm")).strip();
            assertTrue(name.contains("Compiler"), name);
            assertTrue(scheduler.isCompiler(compiler), name);
        }
        assertFalse(scheduler.isCompiler(scheduler.current()));
        assertFalse(scheduler.isCompiler(Integer.MAX_VALUE));
    }

    @Test
    void aThreadThatIsNotThereIsRefused() {
        assertFalse(scheduler.treat(Integer.MAX_VALUE, Policy.IDLE));
        assertEquals(Optional.empty(), scheduler.policy(Integer.MAX_VALUE));
    }

    private static <T> T onThread(Callable<T> task) {
        try {
            return CompletableFuture.supplyAsync(() -> {
                try {
                    return task.call();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }, each -> Thread.ofPlatform().start(each)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static String policy(int thread) throws IOException {
        String stat = Files.readString(Path.of("/proc/self/task/" + thread + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[POLICY];
    }
}
