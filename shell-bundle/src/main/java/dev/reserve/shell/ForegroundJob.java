package dev.reserve.shell;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Job;

/// What runs in a session while it takes no line.
final class ForegroundJob {

    private static final Duration TO_START = Duration.ofSeconds(2);
    private static final long PAUSE_NANOS = 1_000_000;

    private ForegroundJob() {}

    /// Interrupts it.
    ///
    /// Gogo cancels the task that controls a job: one that has not started yet then never does, and whoever waits for its end waits forever. So this waits for the
    /// start, which a thread's name tells.
    ///
    /// @return whether there is one
    static boolean interrupt(CommandSession session) {
        Job job = session.foregroundJob();
        if (job == null) {
            return false;
        }
        long deadline = System.nanoTime() + TO_START.toNanos();
        while (job.status() == Job.Status.Foreground && !started(job) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        job.interrupt();
        return true;
    }

    private static boolean started(Job job) {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = all.getParent(); parent != null; parent = all.getParent()) {
            all = parent;
        }
        Thread[] threads = new Thread[2 * all.activeCount() + 10];
        int count = all.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i].getName().equals("job controller " + job.id())) {
                return true;
            }
        }
        return false;
    }

    /// Interrupts what is left of a line that was, and waits for its end: otherwise the next line is refused.
    static void end(CommandSession session) {
        long deadline = System.nanoTime() + TO_START.toNanos();
        while (interrupt(session) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
