package dev.reserve.core.scheduling;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.reserve.core.socket.Libc;
import dev.reserve.core.socket.SystemCallException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The scheduler of Linux, by sched(7). Making one fails with an [UnsatisfiedLinkError] where the C library has no such calls.
final class LinuxScheduler implements Scheduler {

    private static final Logger LOG = System.getLogger("reserve.deploy");
    private static final Path THREADS = Path.of("/proc/self/task");
    /// The kernel keeps the first 15 characters of a thread's name.
    private static final Pattern COMPILER = Pattern.compile("(C1|C2|JVMCI)[ -]Compiler.*", Pattern.DOTALL);
    private static final int PRIO_PROCESS = 0;
    private static final List<String> CALLS = List.of("sched_setscheduler", "sched_getscheduler", "getpriority", "gettid");

    LinuxScheduler() {
        CALLS.forEach(Libc::symbol);
    }

    /// Whether this code may call the C library without the JVM complaining of it.
    static boolean isPermitted() {
        return LinuxScheduler.class.getModule().isNativeAccessEnabled();
    }

    @Override
    public boolean isDefault() {
        return policy(0).equals(Optional.of(Policy.NORMAL)) && call("getpriority", PRIO_PROCESS, 0) >= 0;
    }

    @Override
    public int current() {
        return call("gettid");
    }

    @Override
    public Optional<Policy> policy(int thread) {
        int number = call("sched_getscheduler", thread);
        return number < 0
                ? Optional.empty()
                : Optional.of(Arrays.stream(Policy.values()).filter(policy -> policy.number() == number).findAny().orElse(Policy.OTHER));
    }

    @Override
    public boolean treat(int thread, Policy policy) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment priority = arena.allocateFrom(JAVA_INT, 0);
            return call("sched_setscheduler", thread, policy.number(), priority.address()) == 0;
        }
    }

    @Override
    public List<Integer> threads() {
        return threads(_ -> true);
    }

    @Override
    public List<Integer> compilers() {
        return threads(LinuxScheduler::isCompiler);
    }

    @Override
    public boolean isCompiler(int thread) {
        return isCompiler(THREADS.resolve(Integer.toString(thread)));
    }

    private static List<Integer> threads(Predicate<Path> which) {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                if (which.test(thread)) {
                    numbers.add(Integer.valueOf(thread.getFileName().toString()));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(Level.WARNING, "the threads of this process cannot be listed", e);
        }
        return numbers;
    }

    private static boolean isCompiler(Path thread) {
        try {
            return COMPILER.matcher(Files.readString(thread.resolve("comm"))).matches();
        } catch (IOException e) { // it has ended
            return false;
        }
    }

    /// @return -1 if it fails
    private static int call(String name, long... arguments) {
        try {
            return Libc.call(name, arguments);
        } catch (SystemCallException e) {
            return -1;
        }
    }
}
