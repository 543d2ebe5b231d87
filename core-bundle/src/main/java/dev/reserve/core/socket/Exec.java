package dev.reserve.core.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The C library's calls that replace and start processes. All memory and every handle exist before the first descriptor of the JVM is
/// overwritten: afterwards nothing may be loaded or linked any more.
final class Exec {
    private static final int SIG_SETMASK = 2;
    private static final int SIGSET_BYTES = 128;
    private static final int SPAWN_SETSIGDEF = 0x04;
    private static final int SPAWN_SETSIGMASK = 0x08;
    private static final int SPAWN_SETSID = 0x80;
    private static final int O_RDONLY = 0;
    private static final int O_WRONLY = 1;
    private static final int OPAQUE_BYTES = 1024; // more than posix_spawn's two structures have in any C library

    private final Arena arena;
    private final MemorySegment errno;

    /// A program and its command line in C's memory.
    record Target(MemorySegment program, MemorySegment arguments) {}

    Exec(Arena arena) {
        this.arena = arena;
        this.errno = Libc.errnoSegment(arena);
    }

    Target target(String program, List<byte[]> command) {
        MemorySegment arguments = arena.allocate(ADDRESS, command.size() + 1L);
        for (int i = 0; i < command.size(); i++) {
            byte[] word = command.get(i);
            MemorySegment copy = arena.allocate(word.length + 1L);
            copy.copyFrom(MemorySegment.ofArray(word));
            arguments.setAtIndex(ADDRESS, i, copy);
        }
        return new Target(arena.allocateFrom(program), arguments);
    }

    void environment(String name, String value) throws IOException {
        MemorySegment key = arena.allocateFrom(name);
        MemorySegment text = arena.allocateFrom(value);
        Libc.call("setenv", key.address(), text.address(), 1);
    }

    void noEnvironment(String name) throws IOException {
        Libc.call("unsetenv", arena.allocateFrom(name).address());
    }

    /// Puts the descriptors where they belong and executes the target.
    ///
    /// @return why that failed; the JVM has its descriptors back
    SystemCallException replace(Target target, int[] descriptors, int first) throws IOException {
        MemorySegment dup2 = Libc.symbol("dup2");
        MemorySegment execvp = Libc.symbol("execvp");
        MemorySegment sigprocmask = Libc.symbol("sigprocmask");
        MemorySegment nobody = arena.allocateFrom("");
        MemorySegment none = arena.allocate(SIGSET_BYTES, 8);
        int[] saved = new int[descriptors.length];
        for (int i = 0; i < saved.length; i++) {
            saved[i] = saved(first + i, first + saved.length);
        }
        int number = 0;
        try {
            // Links these call sites, and does nothing: there is no program without a name.
            int ignored = invoke(execvp, nobody.address(), target.arguments().address(), 0);
            ignored = invoke(dup2, 0, 0, 0);
            // Else the command starts with the signals blocked that the JVM blocks in its threads, SIGQUIT among them.
            ignored = invoke(sigprocmask, SIG_SETMASK, none.address(), 0);
            boolean placed = true;
            for (int i = 0; i < descriptors.length && placed; i++) {
                placed = invoke(dup2, descriptors[i], first + i, 0) >= 0;
            }
            if (placed) {
                ignored = invoke(execvp, target.program().address(), target.arguments().address(), 0);
            }
            number = Libc.errno(errno);
            for (int i = 0; i < saved.length; i++) {
                if (saved[i] >= 0) {
                    ignored = invoke(dup2, saved[i], first + i, 0);
                }
            }
        } catch (Throwable e) {
            throw new LinkageError("execvp", e);
        }
        return Libc.failure("execvp", number);
    }

    private int invoke(MemorySegment function, long first, long second, long third) throws Throwable {
        return Libc.invoke(function, errno, first, second, third, 0, 0, 0);
    }

    private static int saved(int fd, int lowest) throws IOException {
        try {
            return Libc.duplicate(fd, lowest);
        } catch (SystemCallException e) {
            if (e.errno() == Errno.EBADF) {
                return -1; // not in use
            }
            throw e;
        }
    }

    /// Starts the target in a session of its own; returns its process id.
    @SuppressWarnings("restricted")
    long spawn(Target target, int[] descriptors, int first) throws IOException {
        MemorySegment actions = arena.allocate(OPAQUE_BYTES, 16);
        MemorySegment attributes = arena.allocate(OPAQUE_BYTES, 16);
        checked("posix_spawn_file_actions_init", actions.address());
        MemorySegment devNull = arena.allocateFrom("/dev/null");
        for (int fd = 0; fd <= 2; fd++) {
            if (fd == 0 || !Files.isRegularFile(Path.of("/proc/self/fd", Integer.toString(fd)))) {
                checked("posix_spawn_file_actions_addopen", actions.address(), fd, devNull.address(), fd == 0 ? O_RDONLY : O_WRONLY, 0);
            }
        }
        for (int i = 0; i < descriptors.length; i++) {
            checked("posix_spawn_file_actions_adddup2", actions.address(), descriptors[i], first + i);
        }
        checked("posix_spawnattr_init", attributes.address());
        checked("posix_spawnattr_setflags", attributes.address(), SPAWN_SETSID | SPAWN_SETSIGMASK | SPAWN_SETSIGDEF);
        MemorySegment none = arena.allocate(SIGSET_BYTES, 8);
        MemorySegment all = arena.allocate(SIGSET_BYTES, 8);
        checked("sigfillset", all.address());
        checked("posix_spawnattr_setsigmask", attributes.address(), none.address());
        checked("posix_spawnattr_setsigdefault", attributes.address(), all.address());
        MemorySegment pid = arena.allocate(JAVA_INT);
        MemorySegment environment = Libc.symbol("environ").reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
        checked("posix_spawn", pid.address(), target.program().address(), actions.address(), attributes.address(),
                target.arguments().address(),
                environment.address());
        return pid.get(JAVA_INT, 0);
    }

    // This family of functions returns its error instead of leaving it in errno.
    private static void checked(String function, long... arguments) throws IOException {
        int error = Libc.call(function, arguments);
        if (error != 0) {
            throw Libc.failure("posix_spawn", error);
        }
    }
}
