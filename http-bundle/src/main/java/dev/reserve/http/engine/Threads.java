package dev.reserve.http.engine;

import dev.reserve.http.spi.Completing;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The threads of the server.
///
/// When a response is completed on a thread other than the one that reads, Jetty hands its connection over to another thread, which looks for the next
/// request. A virtual thread that has just served a request may as well do that itself: nothing else waits for it, and two changes of threads are saved. The
/// next request gets a thread of its own again if its sub-app blocks. So may a thread that says of itself that it is [Completing].
final class Threads extends QueuedThreadPool {

    Threads() {
        super(Math.max(16, 4 * Runtime.getRuntime().availableProcessors()), 2);
        setName("http");
        setDaemon(true);
    }

    @Override
    public void execute(Runnable task) {
        if (task instanceof Connection && goesOn(Thread.currentThread())) {
            task.run();
        } else {
            super.execute(task);
        }
    }

    private static boolean goesOn(Thread thread) {
        return thread instanceof Completing || thread.isVirtual();
    }
}
