package dev.reserve.wsgi.crew;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What all crews have in common: a private directory, the worker's program in it, and the thread that starts processes.
public final class Workshop implements AutoCloseable {

    private static final String PROGRAM = "worker.py";
    private static final String RUN = "run-";
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    private static final String ELSEWHERE = "reserve-wsgi-";
    /// A Unix socket's path has at most 107 bytes (unix(7)).
    private static final int LONGEST = 107;
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;
    private final AtomicInteger crews = new AtomicInteger();
    private final Set<Crew> open = ConcurrentHashMap.newKeySet();
    private @Nullable Spawner spawner;

    /// @param directory made at the first launch
    public Workshop(Path directory) {
        this.directory = directory;
    }

    synchronized Spawner spawner() {
        Spawner running = spawner;
        if (running == null) {
            running = new Spawner();
            spawner = running;
        }
        return running;
    }

    /// The worker's program, as it is in this bundle.
    synchronized Path program() throws IOException {
        prepare();
        Path program = directory.resolve(PROGRAM);
        byte[] content;
        try (InputStream source = Objects.requireNonNull(Workshop.class.getResourceAsStream("/dev/reserve/wsgi/" + PROGRAM), PROGRAM)) {
            content = source.readAllBytes();
        }
        if (!Files.isRegularFile(program) || !Arrays.equals(Files.readAllBytes(program), content)) {
            Path part = directory.resolve(PROGRAM + ".part");
            Files.deleteIfExists(part);
            Files.createFile(part, PRIVATE_FILE);
            Files.write(part, content, StandardOpenOption.WRITE);
            Files.move(part, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return program;
    }

    private void prepare() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory.toAbsolutePath().getParent());
            Files.createDirectory(directory, PRIVATE_DIRECTORY);
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        sweep(directory, RUN);
        sweep(TEMPORARY, ELSEWHERE);
    }

    /// Removes what a server has left that was killed: directories of the name `prefix`, the process, and something more.
    private static void sweep(Path parent, String prefix) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, prefix + "*-*")) {
            for (Path run : left) {
                String process = run.getFileName().toString().substring(prefix.length()).replaceFirst("-.*", "");
                if (process.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(process)).isEmpty()
                        && Files.isDirectory(run, LinkOption.NOFOLLOW_LINKS) && isOwn(run)) {
                    remove(run);
                }
            }
        }
    }

    private static boolean isOwn(Path run) {
        try {
            return Files.getOwner(run, LinkOption.NOFOLLOW_LINKS).getName().equals(System.getProperty("user.name"));
        } catch (IOException e) { // it has gone
            return false;
        }
    }

    /// A new directory for the sockets of a crew.
    ///
    /// @param shared whether another user has to get there, who may not enter the server's directories
    synchronized Path run(boolean shared) throws IOException {
        prepare();
        if (shared) {
            return elsewhere();
        }
        Path run = directory.resolve(RUN + ProcessHandle.current().pid() + "-" + crews.incrementAndGet()).toAbsolutePath();
        if (run.resolve("link").toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return elsewhere();
        }
        return Files.createDirectory(run, PRIVATE_DIRECTORY);
    }

    private static Path elsewhere() throws IOException {
        return Files.createTempDirectory(TEMPORARY, ELSEWHERE + ProcessHandle.current().pid() + "-", PRIVATE_DIRECTORY);
    }

    static void remove(Path run) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(run)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            return;
        }
        Files.deleteIfExists(run);
    }

    void add(Crew crew) {
        open.add(crew);
    }

    void remove(Crew crew) {
        open.remove(crew);
    }

    /// Has the workers of an app replaced one by one; see [Crew#reload].
    ///
    /// @param app its name, or `wsgi` for all
    /// @return how many workers were replaced
    public int reload(String app) throws IOException, InterruptedException {
        List<Crew> wanted = open.stream().filter(crew -> app.equals("wsgi") || crew.plan().name().equals(app)).toList();
        List<CompletableFuture<Integer>> reloads = wanted.stream().map(Crew::reload).toList();
        int replaced = 0;
        for (CompletableFuture<Integer> reload : reloads) {
            try {
                replaced += reload.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException reason ? reason : new IOException(e.getCause());
            }
        }
        return replaced;
    }

    @Override
    public void close() {
        for (Crew crew : open) {
            try {
                crew.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        synchronized (this) {
            if (spawner != null) {
                spawner.close();
                spawner = null;
            }
        }
    }
}
