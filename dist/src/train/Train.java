import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Makes the ahead-of-time cache of a distribution (JEP 514): has its server start, serve echo and http, swap echo, and stop, and lets the JVM write down which classes
/// that took. Run from source, so that it needs nothing but the JDK, which is then the one that the cache is good for.
///
/// `java Train.java DISTRIBUTION` leaves the cache in its `lib/reserve.aot`, and in `lib/reserve.aot.sums` its checksum and those of the jars that it is good for.
final class Train {
    private static final long DEADLINE_SECONDS = 120;
    /// So many that every class of a swap was there.
    private static final int SWAPS = 5;
    /// As many connections as end the probation of a version, and some more.
    private static final int CONNECTIONS = 25;

    /// Without the profiles of methods (JEP 515): the JVM compiles by them what a server that has just started does not need yet, which costs it a tenth of its start and
    /// 13 MiB, and its first requests are not answered sooner.
    private static final String WITHOUT_PROFILES = " -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining";

    private final Path home;
    private final Path directory;

    private Train(Path home, Path directory) {
        this.home = home;
        this.directory = directory;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path home = Path.of(arguments[0]).toAbsolutePath();
        Path cache = home.resolve("lib/reserve.aot");
        Files.deleteIfExists(cache);
        Path directory = Files.createTempDirectory("reserve-train");
        try {
            Files.move(new Train(home, directory).run(), cache, StandardCopyOption.REPLACE_EXISTING);
            noteSums(home);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /// For `bin/reserve`, which uses this very cache, and for these jars alone.
    private static void noteSums(Path home) throws IOException, InterruptedException {
        int end = new ProcessBuilder("sh", "-c", "cksum lib/reserve.aot lib/*.jar bundles/10/*.jar >lib/reserve.aot.sums").directory(home.toFile()).inheritIO().start()
                .waitFor();
        if (end != 0) {
            throw new IOException("cksum ended with " + end);
        }
    }

    private Path run() throws IOException, InterruptedException {
        Path cache = directory.resolve("reserve.aot");
        Path log = directory.resolve("log");
        Path deploy = Files.createDirectory(directory.resolve("deploy"));
        Files.write(deploy.resolve("reserve.binding-echo.cfg"), List.of("listener=echo", "app=echo"));
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/reserve").toString(), "-b", "web=" + directory.resolve("web"), "-b",
                "echo=" + directory.resolve("echo"), "--deploy", deploy.toString(), "--data", directory.resolve("data").toString(), "http");
        builder.environment().put("RESERVE_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("RESERVE_JAVA_OPTS", "-XX:AOTCacheOutput=" + cache + WITHOUT_PROFILES + " -Xlog:aot*=off -Xlog:cds*=off");
        builder.environment().keySet().removeIf(name -> name.startsWith("LISTEN_") || name.equals("NOTIFY_SOCKET"));
        Process server = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            // Connections wait until there is somebody to serve them.
            ask(server, "echo", "hello\n", "hello");
            ask(server, "web", "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "HTTP/1.1 ");
            for (int swap = 1; swap <= SWAPS; swap++) {
                swap(server, deploy, swap);
            }
            server.destroy(); // SIGTERM; at its end the JVM writes the cache
            if (!server.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) || server.exitValue() != 0 || !Files.exists(cache)) {
                throw new IOException("the server made no ahead-of-time cache:\n" + Files.readString(log));
            }
            return cache;
        } finally {
            server.destroyForcibly();
        }
    }

    /// Deploys echo with another content, and sees the version before it retired.
    private void swap(Process server, Path deploy, int number) throws IOException, InterruptedException {
        Path next = directory.resolve("next.jar");
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(home.resolve("apps/echo.jar")));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(next))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                in.transferTo(out);
            }
            out.putNextEntry(new ZipEntry("swap-" + number));
        }
        Files.move(next, deploy.resolve("echo.jar"), StandardCopyOption.ATOMIC_MOVE);
        awaitLog(server, "is current", number + 2);
        for (int i = 0; i < CONNECTIONS; i++) {
            ask(server, "echo", "hello\n", "hello");
        }
        awaitLog(server, "is retired", number);
    }

    private void awaitLog(Process server, String text, int times) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (Files.readString(directory.resolve("log")).split(text, -1).length - 1 < times) {
            if (server.waitFor(5, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IOException("not " + times + " times in the log: " + text + "\n" + Files.readString(directory.resolve("log")));
            }
        }
    }

    private void ask(Process server, String listener, String question, String answer) throws IOException, InterruptedException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve(listener));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!Files.exists(address.getPath())) {
            if (server.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IOException("the server does not listen:\n" + Files.readString(directory.resolve("log")));
            }
        }
        try (SocketChannel channel = SocketChannel.open(address)) {
            channel.write(StandardCharsets.US_ASCII.encode(question));
            ByteBuffer received = ByteBuffer.allocate(answer.length());
            while (received.hasRemaining() && channel.read(received) >= 0) {
                // until there is enough
            }
            String text = StandardCharsets.US_ASCII.decode(received.flip()).toString();
            if (!text.equals(answer)) {
                throw new IOException(listener + " answered \"" + text + "\", expected \"" + answer + "\"");
            }
        }
    }
}
