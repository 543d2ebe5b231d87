package dev.reserve.shell;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Job;

/// What runs in a session while it takes no line.
final class ForegroundJob {

    private static final Duration TO_START = Duration.ofSeconds(2);
    private static final Duration FOR_LAST_WORDS = Duration.ofSeconds(1);
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
        return any(threads, each -> each.getName().equals("job controller " + job.id()) && waits(each));
    }

    private static boolean any(ThreadGroup threads, Predicate<Thread> which) {
        Thread[] all = new Thread[2 * threads.activeCount() + 10];
        return Arrays.stream(all, 0, threads.enumerate(all)).anyMatch(which);
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
    ///
    /// An interrupted job has ended before its commands have. What they still print is to come before the next prompt; but those of a job in the background go on.
    static void end(CommandSession session, ThreadGroup threads) {
        long deadline = System.nanoTime() + TO_START.toNanos();
        while (interrupt(session, threads) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        deadline = System.nanoTime() + FOR_LAST_WORDS.toNanos();
        while (session.jobs().isEmpty() && any(threads, each -> each.getName().startsWith("pipe-")) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
