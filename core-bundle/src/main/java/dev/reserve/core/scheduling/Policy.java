package dev.reserve.core.scheduling;

/// How the kernel's scheduler treats a thread.
enum Policy {

    /// As any other.
    NORMAL(0),
    /// Only when no thread that is treated as any other wants the processor, which it has to give up at once.
    IDLE(5),
    /// In another way, which is somebody's own business.
    OTHER(-1);

    private final int number;

    Policy(int number) {
        this.number = number;
    }

    /// As in `sched.h`.
    int number() {
        return number;
    }
}
