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
    /// Gogo cancels the task that controls a job: one that has not started yet then never does, and whoever waits for its end waits forever. So this waits until the
    /// task has begun to wait for the commands.
    ///
    /// @param threads those of the session, and of no other
    /// @return whether there is one
    static boolean interrupt(CommandSession session, ThreadGroup threads) {
        Job job = session.foregroundJob();
        if (job == null) {
            return false;
        }
        long deadline = System.nanoTime() + TO_START.toNanos();
        while (job.status() == Job.Status.Foreground && !started(job, threads) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        job.interrupt();
        return true;
    }

    /// A thread's name alone does not tell: it keeps that of the job before for a moment, which had the same number.
    private static boolean started(Job job, ThreadGroup threads) {
        Thread[] all = new Thread[2 * threads.activeCount() + 10];
        int count = threads.enumerate(all);
        for (int i = 0; i < count; i++) {
            if (all[i].getName().equals("job controller " + job.id()) && waits(all[i])) {
                return true;
            }
        }
        return false;
    }

    private static boolean waits(Thread controller) {
        for (StackTraceElement frame : controller.getStackTrace()) {
            if (frame.getMethodName().equals("invokeAll")) {
                return true;
            }
        }
        return false;
    }

    /// Interrupts what is left of a line that was, and waits for its end: otherwise the next line is refused.
    static void end(CommandSession session, ThreadGroup threads) {
        long deadline = System.nanoTime() + TO_START.toNanos();
        while (interrupt(session, threads) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
