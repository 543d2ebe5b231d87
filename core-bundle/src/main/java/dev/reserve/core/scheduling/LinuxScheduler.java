package dev.reserve.core.scheduling;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
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

    private final MethodHandle setScheduler = handle("sched_setscheduler", JAVA_INT, JAVA_INT, ADDRESS);
    private final MethodHandle getScheduler = handle("sched_getscheduler", JAVA_INT);
    private final MethodHandle getPriority = handle("getpriority", JAVA_INT, JAVA_INT);
    private final MethodHandle getTid = handle("gettid");

    /// Whether this code may call the C library without the JVM complaining of it.
    static boolean isPermitted() {
        return LinuxScheduler.class.getModule().isNativeAccessEnabled();
    }

    @Override
    public boolean isDefault() {
        return policy(0).equals(Optional.of(Policy.NORMAL)) && call(() -> (int) getPriority.invokeExact(PRIO_PROCESS, 0)) >= 0;
    }

    @Override
    public int current() {
        return call(() -> (int) getTid.invokeExact());
    }

    @Override
    public Optional<Policy> policy(int thread) {
        int number = call(() -> (int) getScheduler.invokeExact(thread));
        return number < 0
                ? Optional.empty()
                : Optional.of(Arrays.stream(Policy.values()).filter(policy -> policy.number() == number).findAny().orElse(Policy.OTHER));
    }

    @Override
    public boolean treat(int thread, Policy policy) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment priority = arena.allocateFrom(JAVA_INT, 0);
            return call(() -> (int) setScheduler.invokeExact(thread, policy.number(), priority)) == 0;
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

    private interface Call {
        int run() throws Throwable;
    }

    private static int call(Call call) {
        try {
            return call.run();
        } catch (Throwable e) {
            throw new LinkageError("a call of the C library", e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, MemoryLayout... arguments) {
        MemorySegment symbol = Linker.nativeLinker().defaultLookup().find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError(name + " is not in the C library"));
        return Linker.nativeLinker().downcallHandle(symbol, FunctionDescriptor.of(JAVA_INT, arguments));
    }
}
