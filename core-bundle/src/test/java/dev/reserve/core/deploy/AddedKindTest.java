package dev.reserve.core.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.app.ReserveApp;
import dev.reserve.core.admin.Status;
import dev.reserve.core.hosting.ArtifactKind;
import dev.reserve.core.hosting.Offer;
import dev.reserve.core.journal.Journal;
import dev.reserve.core.leak.LeakWatch;
import dev.reserve.core.listener.Limit;
import dev.reserve.core.listener.Listener;
import dev.reserve.core.slot.Probation;
import dev.reserve.core.socket.ListenAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Artifacts that are no jars: files and folders of a kind that somebody has added.
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class AddedKindTest {

    private static final AppPolicy AT_ONCE = policy(Duration.ZERO);

    private final FakeModules modules = new FakeModules();
    private final FakeKind kind = new FakeKind();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    @TempDir
    private Path home;
    private Path deploy = Path.of("");
    private Deployer deployer;
    private Journal journal;
    private Listener listener;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(home.resolve("apps"));
        deploy = Files.createDirectories(home.resolve("deploy"));
        journal = Journal.open(home.resolve("journal"));
        LeakWatch leaks = new LeakWatch(scheduler, LeakWatch.Timing.DEFAULT, List.of());
        deployer = new Deployer("test", modules, home.resolve("apps"), new Folder(deploy), home.resolve("store"), journal, leaks, _ -> {});
        listener = Listener.open("web", ListenAddress.parse("127.0.0.1:0").bind());
        deployer.add(listener, "web");
        deployer.add(kind);
        configure(FolderLimits.DEFAULT, AT_ONCE);
        ReserveApp jar = _ -> (socket, _, _) -> socket.write(UTF_8.encode("jar\n"));
        modules.app("jar", jar);
        try (var files = Files.list(deploy)) {
            files.filter(Files::isRegularFile).forEach(deployer::changed);
        }
        deployer.started();
    }

    @AfterEach
    void stop() {
        deployer.close();
        journal.close();
        scheduler.shutdownNow();
    }

    @Test
    void aFileServesAndIsSwappedWhenItIsOverwritten() throws IOException {
        file("blog.txt", "one");
        await().until(() -> "one".equals(answer()));
        file("blog.txt", "two");
        await().until(() -> "two".equals(answer()));
        await().until(() -> states().equals(List.of("current", "retired")));
        assertEquals(List.of("blog"), awaitArtifact("blog.txt", "current").apps());
    }

    @Test
    void aFolderIsSwappedWhenAnythingInItChanges() throws IOException {
        folder("blog", "one");
        await().until(() -> "one".equals(answer()));
        write("blog/templates/deep/page.txt", "page");
        await().until(() -> states().equals(List.of("current", "retired")));
        write("blog/index.txt", "two");
        await().until(() -> "two".equals(answer()));
    }

    @Test
    void whatHappensToAFolderDoesNotTouchWhatServes() throws IOException {
        folder("blog", "one");
        await().until(() -> "one".equals(answer()));
        Path copy = kind.copies.iterator().next();
        assertTrue(copy.startsWith(home.resolve("store")), copy.toString());
        write("blog/index.txt", "no launch");
        assertTrue(reason("blog", "rejected").contains("as the test wants"));
        assertEquals("one", answer());
    }

    @Test
    void deletionEndsTheVersionAndLeavesOnlyWhatOneCouldGoBackTo() throws IOException {
        folder("blog", "one");
        await().until(() -> "one".equals(answer()));
        delete("blog");
        await().until(() -> deployer.status().artifacts().isEmpty() && states().equals(List.of("retired")));
        try (var left = Files.list(home.resolve("store"))) {
            assertEquals(1, left.count());
        }
    }

    @Test
    void theStoreKeepsTheLastFiveFolders() throws IOException {
        for (int i = 0; i < 8; i++) {
            String word = "version" + i;
            folder("blog", word);
            await().until(() -> word.equals(answer()));
        }
        await().until(() -> {
            try (var files = Files.list(home.resolve("store"))) {
                return files.count() == 5;
            }
        });
    }

    @Test
    void aBootWithABadFolderStartsTheLastGoodContent() throws IOException {
        folder("blog", "one");
        await().until(() -> "one".equals(answer()));
        stop();
        Files.delete(deploy.resolve("blog/index.txt"));
        write("blog/other.txt", "other");
        start();
        assertEquals("one", answer());
        assertEquals("not an artifact; expected NAME.jar, NAME.txt, a folder with index.txt in it, or NAME.cfg for configuration",
                reason("blog", "rejected"));
        write("blog/index.txt", "two");
        await().until(() -> "two".equals(answer()));
    }

    @Test
    void aFolderWhoseConnectionsFailIsRolledBack() throws IOException {
        folder("blog", "one");
        await().until(() -> "one".equals(answer()));
        configure(FolderLimits.DEFAULT, policy(Duration.ofMinutes(10)));
        write("blog/index.txt", "no service");
        await().until(() -> answer() == null);
        await().until(() -> "one".equals(answer()));
        assertTrue(reason("blog", "rejected").startsWith("rolled back: 3 of 3 connections failed"));
        stop();
        start();
        await().until(() -> "one".equals(answer()));
        assertTrue(reason("blog", "rejected").startsWith("rolled back before: "));
    }

    @Test
    void whatIsUnfitSaysWhy() throws IOException {
        file("empty.txt", "");
        assertEquals("it is empty; expected a line", reason("empty.txt", "rejected"));
        file("broken.txt", "x");
        assertEquals("it cannot be looked at: java.lang.IllegalStateException: as the test wants", reason("broken.txt", "rejected"));
        file("none.txt", "no offer");
        assertEquals("the start of none.txt failed: java.io.IOException: as the test wants", reason("none.txt", "rejected"));
        file("my blog.txt", "x");
        assertTrue(reason("my blog.txt", "rejected").startsWith("the name of its app would be \"my blog\"; expected one of letters"));
        Files.createDirectory(deploy.resolve("empty"));
        assertTrue(reason("empty", "rejected").startsWith("not an artifact; expected NAME.jar, NAME.txt, a folder with index.txt in it"));
        folder("folder.jar", "x");
        assertEquals("not a file; expected a jar", reason("folder.jar", "rejected"));
    }

    @Test
    void aPipeIsNotWaitedFor() throws Exception {
        Path pipe = deploy.resolve("pipe.txt");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        deployer.changed(pipe);
        assertEquals("neither a file nor a folder; expected one of them", reason("pipe.txt", "rejected"));
    }

    @Test
    void aFolderOfNoKindIsRejectedOnceHoweverOftenItChanges() throws IOException {
        write("files/a.bin", "a");
        assertTrue(reason("files", "rejected").startsWith("not an artifact"));
        write("files/b.bin", "b");
        folder("blog", "one"); // found and looked at after the other
        await().until(() -> "one".equals(answer()));
        write("files/index.txt", "two");
        awaitArtifact("files", "waiting");
        assertEquals(1,
                deployer.status().history().stream().filter(each -> each.name().equals("files") && each.to().equals("rejected")).count());
    }

    @Test
    void aFolderWithLinksThatCannotBeFollowedIsRejected() throws IOException {
        folder("outside", "x");
        Files.createSymbolicLink(deploy.resolve("outside/passwd"), Path.of("/etc/passwd"));
        assertEquals("passwd is a link that leads outside, to /etc/passwd; expected one within the folder", reason("outside", "rejected"));
        folder("loop", "x");
        Files.createSymbolicLink(deploy.resolve("loop/again"), Path.of("."));
        assertEquals("again is a link that leads back to a folder which it is in", reason("loop", "rejected"));
        folder("itself", "x");
        Files.createSymbolicLink(deploy.resolve("itself/link"), Path.of("link"));
        assertTrue(reason("itself", "rejected").startsWith("link is a link that cannot be followed: "));
        folder("dangling", "x");
        Files.createSymbolicLink(deploy.resolve("dangling/link"), Path.of("nothing"));
        assertEquals("link is a link to something that is not there, nothing", reason("dangling", "rejected"));
        Files.delete(deploy.resolve("dangling/link"));
        await().until(() -> "x".equals(answer()));
    }

    @Test
    void aFolderThatCannotBeReadIsRejected() throws IOException {
        Path locked = Files.createDirectories(deploy.resolve("blog/locked"));
        Files.setPosixFilePermissions(locked, Set.of());
        Assumptions.assumeFalse(Files.isReadable(locked), "skipped: root reads everything");
        folder("blog", "one");
        assertTrue(reason("blog", "rejected").startsWith("cannot be read: java.nio.file.AccessDeniedException"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
        await().until(() -> "one".equals(answer()));
    }

    @Test
    void aFolderThatGoesWhileItIsReadIsGone() throws IOException {
        AtomicReference<@Nullable String> gone = new AtomicReference<>();
        kind.onLook = path -> {
            if (path.startsWith(deploy) && gone.compareAndSet(null, "once")) {
                delete("blog");
            }
        };
        folder("blog", "one");
        await().until(() -> gone.get() != null && deployer.status().artifacts().isEmpty());
        folder("blog", "two");
        await().until(() -> "two".equals(answer()));
        await().until(() -> {
            try (var left = Files.list(home.resolve("store"))) {
                return left.count() == 1;
            }
        });
    }

    @Test
    void tenThousandFilesAreServedUnlessTheLimitIsLower() throws IOException {
        configure(new FolderLimits(9_999, 1 << 20), AT_ONCE);
        Path folder = Files.createDirectories(deploy.resolve(".blog/many"));
        for (int i = 0; i < 10_000; i++) {
            Files.createFile(folder.resolve("file" + i));
        }
        Files.writeString(deploy.resolve(".blog/index.txt"), "many");
        Files.move(deploy.resolve(".blog"), deploy.resolve("blog"));
        assertEquals("more than 9999 files and folders are in it; expected fewer, or another folder.max.files in reserve.cfg",
                reason("blog", "rejected"));
        configure(new FolderLimits(10_002, 3), AT_ONCE);
        await().until(() -> "the files in it have more than 3 bytes; expected fewer, or another folder.max.bytes in reserve.cfg"
                .equals(reason("blog", "rejected")));
        configure(new FolderLimits(10_002, 4), AT_ONCE);
        await().until(() -> "many".equals(answer()));
    }

    @Test
    void aFileThatIsReplacedByAFolderOfItsNameServesTheFolder() throws IOException {
        file("blog.txt", "file");
        await().until(() -> "file".equals(answer()));
        Files.delete(deploy.resolve("blog.txt"));
        folder("blog.txt", "folder");
        await().until(() -> "folder".equals(answer()));
        deployer.removed(deploy.resolve("blog.txt")); // who watches the files has missed that it is a folder now
        write("blog.txt/index.txt", "changed");
        await().until(() -> "changed".equals(answer()));
        delete("blog.txt");
        file("blog.txt", "file again");
        await().until(() -> "file again".equals(answer()));
        awaitArtifact("blog.txt", "current");
    }

    @Test
    void ofTwoWithOneAppTheLaterIsRejectedUntilItIsAlone() throws IOException {
        file("blog.txt", "file");
        await().until(() -> "file".equals(answer()));
        folder("blog", "folder");
        assertEquals("app blog comes from blog.txt already, and blog has one of that name too; expected one of the two: remove or rename"
                + " the other", reason("blog", "rejected"));
        deployer.changed(FakeModules.drop(deploy, "any.jar", "blog", "9.0.0", "jar"));
        assertTrue(reason("any.jar", "rejected").startsWith("app blog comes from blog.txt already, and any.jar has one"));
        file("blog.txt", "newer"); // the time of the file does not matter
        await().until(() -> "newer".equals(answer()));
        stop();
        start();
        assertEquals("newer", answer());
        assertTrue(reason("blog", "rejected").startsWith("app blog comes from blog.txt"));
        assertTrue(reason("any.jar", "rejected").startsWith("app blog comes from blog.txt"));
        Files.delete(deploy.resolve("any.jar"));
        deployer.removed(deploy.resolve("any.jar"));
        Files.delete(deploy.resolve("blog.txt"));
        deployer.removed(deploy.resolve("blog.txt"));
        await().until(() -> "folder".equals(answer()));
        awaitArtifact("blog", "current");
    }

    @Test
    void aFileBesideAJarWithItsAppIsRejected() throws IOException {
        deployer.changed(FakeModules.drop(deploy, "blog.jar", "blog", "1.0.0", "jar"));
        await().until(() -> "jar".equals(answer()));
        file("blog.txt", "file");
        assertTrue(reason("blog.txt", "rejected").startsWith("app blog comes from blog.jar already, and blog.txt has one"));
        assertEquals("jar", answer());
    }

    @Test
    void aKindThatIsAddedLaterTakesWhatWasThere() throws IOException {
        Path page = deploy.resolve("page.html");
        Files.writeString(page, "x");
        deployer.changed(page);
        assertTrue(reason("page.html", "rejected").startsWith("not an artifact"));
        deployer.add(new PageKind(kind));
        await().until(() -> "x".equals(answer()));
        assertFalse(modules.installed().contains("page.html"));
    }

    /// The same with another suffix.
    private record PageKind(FakeKind kind) implements ArtifactKind {

        @Override
        public String expected() {
            return "NAME.html";
        }

        @Override
        public Look look(String name, Path path) {
            return name.endsWith(".html") ? new Look.App(name.replace(".html", "")) : new Look.Foreign();
        }

        @Override
        public Offer offer(String app, Path copy) throws IOException {
            assertTrue(copy.toString().endsWith(".html"), copy.toString());
            return kind.offer(app, copy);
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(50));
    }

    private void configure(FolderLimits folders, AppPolicy policy) {
        deployer.configure(new Settings(Duration.ofSeconds(30), Duration.ofSeconds(60), folders, policy));
    }

    private static AppPolicy policy(Duration probation) {
        return new AppPolicy(new Probation(100, probation, 50, 3), Duration.ofSeconds(30), 2, false, 0, Optional.empty(), Limit.NONE,
                Limit.NONE);
    }

    /// Writes a file in one step, and says so, as who watches the files would.
    private void file(String name, String text) throws IOException {
        Files.writeString(deploy.resolve("part.tmp"), text);
        Files.move(deploy.resolve("part.tmp"), deploy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        deployer.changed(deploy.resolve(name));
    }

    private void folder(String name, String text) throws IOException {
        write(name + "/index.txt", text);
    }

    private void write(String path, String text) throws IOException {
        Path file = deploy.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void delete(String name) {
        try {
            CopyFiles.delete(deploy.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String reason(String file, String state) {
        return String.valueOf(awaitArtifact(file, state).reason());
    }

    private Status.Artifact awaitArtifact(String file, String state) {
        return await().until(
                () -> deployer.status().artifacts().stream().filter(each -> each.file().equals(file) && each.state().equals(state))
                        .findFirst(),
                Optional::isPresent).orElseThrow();
    }

    private List<String> states() {
        return deployer.status().apps().stream().flatMap(app -> app.versions().stream()).map(Status.Version::state).toList();
    }

    private @Nullable String answer() throws IOException {
        InetSocketAddress address = (InetSocketAddress) listener.address();
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            return new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8)).readLine();
        }
    }
}
