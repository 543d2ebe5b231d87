package dev.reserve.it.harness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What the kernel shows of a process: `proc(5)`.
public record ProcessView(long pid) {

    /// A number among the kernel's settings: `net/core/somaxconn`.
    public static int setting(String name) throws IOException {
        // In one read: the kernel has nothing more to say at the second one, whatever the first one took.
        try (FileChannel file = FileChannel.open(Path.of("/proc/sys", name))) {
            ByteBuffer number = ByteBuffer.allocate(32);
            file.read(number);
            return Integer.parseInt(StandardCharsets.US_ASCII.decode(number.flip()).toString().strip());
        }
    }

    /// The name of the program, up to 15 characters.
    public String program() throws IOException {
        return read("comm").strip();
    }

    /// The environment that it was started with.
    public Map<String, String> environment() throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String entry : read("environ").split("\0", -1)) {
            int equals = entry.indexOf('=');
            environment.put(entry.substring(0, Math.max(0, equals)), entry.substring(equals + 1));
        }
        return environment;
    }

    public List<String> commandLine() throws IOException {
        String line = read("cmdline");
        return List.of(line.substring(0, line.length() - 1).split("\0", -1));
    }

    /// The open descriptors, and what each refers to: a path, or `socket:[INODE]`.
    public NavigableMap<Integer, String> descriptors() throws IOException {
        NavigableMap<Integer, String> descriptors = new TreeMap<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(file("fd"))) {
            for (Path link : links) {
                try {
                    descriptors.put(Integer.valueOf(link.getFileName().toString()), Files.readSymbolicLink(link).toString());
                } catch (NoSuchFileException e) {
                    // the process has closed it since the directory was read
                }
            }
        }
        return descriptors;
    }

    /// Whether a descriptor is closed when the process executes another program.
    public boolean closesOnExec(int fd) throws IOException {
        long flags = Files.readAllLines(file("fdinfo").resolve(Integer.toString(fd))).stream().filter(line -> line.startsWith("flags:"))
                .mapToLong(line -> Long.parseLong(line.substring("flags:".length()).strip(), 8)).findFirst().orElseThrow();
        return (flags & 02000000) != 0; // O_CLOEXEC
    }

    /// A set of signals, `SigBlk` or `SigIgn`, as a bit mask. Without 32 and 33, which the C library keeps for itself: its posix_spawn(3) ignores them.
    public long signals(String set) throws IOException {
        return Long.parseUnsignedLong(status(set), 16) & ~(3L << 31);
    }

    /// A line of its status.
    public String status(String key) throws IOException {
        return read("status").lines().filter(line -> line.startsWith(key + ":")).map(line -> line.substring(key.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    /// The session that it belongs to.
    public long session() throws IOException {
        String stat = read("stat");
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);
    }

    /// The port of a descriptor that is a TCP socket.
    public int port(int fd) throws IOException {
        String target = descriptors().getOrDefault(fd, "not open");
        String inode = target.replaceAll("socket:\\[(\\d+)]", "$1");
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : Files.readAllLines(file(table))) {
                String[] fields = line.strip().split(" +", -1);
                if (fields.length > 9 && fields[9].equals(inode)) {
                    return Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16);
                }
            }
        }
        throw new AssertionError("fd " + fd + " is not a TCP socket: " + target);
    }

    private Path file(String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }

    private String read(String name) throws IOException {
        return new String(Files.readAllBytes(file(name)), StandardCharsets.UTF_8);
    }
}
