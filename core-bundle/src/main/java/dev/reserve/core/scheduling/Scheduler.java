package dev.reserve.core.scheduling;

import java.util.List;
import java.util.Optional;

/// The kernel's scheduler.
interface Scheduler {

    /// Whether the threads of this process are treated as any other so far, and none of them better.
    boolean isDefault();

    /// The kernel's number of the calling thread.
    int current();

    /// How a thread is treated, if it is there.
    Optional<Policy> policy(int thread);

    /// Has a thread of this process treated so, and those that it starts from then on.
    ///
    /// @return false if the kernel refuses, or there is no such thread
    boolean treat(int thread, Policy policy);

    /// The threads of this process.
    List<Integer> threads();

    /// Those of the JVM that compile. To find them takes about a millisecond.
    List<Integer> compilers();

    /// Whether a thread of this process is there, and compiles.
    boolean isCompiler(int thread);
}
