package dev.reserve.core.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import dev.reserve.app.Server;
import dev.reserve.core.admin.Status;
import dev.reserve.core.binding.Binding;
import dev.reserve.core.journal.Journal;
import dev.reserve.core.leak.LeakWatch;
import dev.reserve.core.listener.Limit;
import dev.reserve.core.listener.Listener;
import dev.reserve.core.slot.Probation;
import dev.reserve.core.socket.ListenAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What happens when things meet: the cases that are hard to bring about from outside.
@Timeout(60)
class DeployerTest {

    /// Without probation.
    private static final AppPolicy AT_ONCE = policy(new Probation(1, Duration.ZERO, 50, 3), 2, false, 0);

    private final FakeModules modules = new FakeModules();
    @TempDir
    private Path home;
    private Path directory = Path.of("");
    private Deployer deployer;
    private Listener listener;

    private Journal journal;
    private final List<Status.Transition> published = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(home.resolve("apps"));
        directory = Files.createDirectories(home.resolve("deploy"));
        journal = Journal.open(home.resolve("journal"));
        LeakWatch leaks = new LeakWatch(scheduler, LeakWatch.Timing.DEFAULT, List.of());
        deployer = new Deployer("test", modules, home.resolve("apps"), new Folder(directory), home.resolve("store"), journal,
                leaks, published::add);
        listener = Listener.open("web", ListenAddress.parse("127.0.0.1:0").bind());
        deployer.add(listener, "web");
        deployer.configure(new Settings(Duration.ofSeconds(30), Duration.ofSeconds(60), FolderLimits.DEFAULT, AT_ONCE));
        modules.app("one", saying("one"));
        modules.app("two", saying("two"));
        try (var files = Files.newDirectoryStream(directory, "*.jar")) {
            files.forEach(deployer::changed);
        }
        deployer.started();
    }

    @AfterEach
    void stop() {
        deployer.close();
        journal.close();
        scheduler.shutdownNow();
    }

    private void restart() throws IOException {
        deployer.close();
        journal.close();
        start();
    }

    @Test
    void aBootWithABadArtifactStartsTheLastGoodContent() throws IOException {
        drop("app.jar", "one");
        assertEquals("one", answer());
        FakeModules.drop(directory, "app.jar", "no zip at all".getBytes(UTF_8));
        restart();
        assertEquals("one", answer());
        assertEquals("not a whole jar: zip END header not found", awaitArtifact("app.jar", "rejected").reason());
        drop("app.jar", "two");
        await().until(() -> "two".equals(answer()));
        awaitArtifact("app.jar", "current");
    }

    @Test
    void whatWasRolledBackIsNotTriedAgainAtTheNextBoot() throws IOException {
        drop("app.jar", "one");
        assertEquals("one", answer());
        deployer.configure("app", policy(new Probation(100, Duration.ofMinutes(10), 50, 3), 2, false, 0));
        drop("app.jar", "two");
        await().until(() -> "two".equals(answer()));
        assertTrue(deployer.rollBack("app"));
        assertEquals("one", answer());
        restart();
        assertEquals("one", answer());
        assertEquals("rolled back before: by hand", awaitArtifact("app.jar", "rejected").reason());
    }

    @Test
    void aVersionThatHasPassedCanBeRolledBackByHandToTheOneBefore() throws IOException {
        drop("app.jar", "one");
        assertEquals("one", answer());
        drop("app.jar", "two");
        await().until(() -> "two".equals(answer()));
        await().until(() -> states().equals(List.of("current", "retired")));
        assertTrue(deployer.rollBack("app"));
        await().until(() -> "one".equals(answer()));
        assertEquals("rolled back: by hand", awaitArtifact("app.jar", "rejected").reason());
        assertFalse(deployer.rollBack("nobody"));
    }

    @Test
    void aBundledAppGoesOnceTheDeployFolderProvidesItAndComesBackWithoutIt() throws IOException {
        modules.app("bundled", saying("bundled"));
        FakeModules.drop(home.resolve("apps"), "app.jar", "app", "2.0.0", "bundled");
        deployer.bind(new Binding("b", "web", "app", List.of(), Optional.empty()));
        assertEquals("bundled", answer());
        Set<String> before = Set.copyOf(modules.installed());
        drop("app.jar", "one");
        await().until(() -> modules.installed().size() == 1 && !modules.installed().equals(before));
        assertEquals("one", answer());
        Files.delete(directory.resolve("app.jar"));
        deployer.removed(directory.resolve("app.jar"));
        await().until(() -> "bundled".equals(answer()));
        await().until(() -> modules.installed().size() == 1);
        deployer.unbind("b");
        await().until(() -> modules.installed().isEmpty());
    }

    @Test
    void whatWasRejectedIsTriedAgainWhenSomebodyDeploysIt() throws IOException {
        Path jar = FakeModules.drop(home, "app.jar", "app", "1.0.0", "three");
        deployer.files().put(jar, "app.jar");
        assertEquals("the test has not prepared three", awaitArtifact("app.jar", "rejected").reason());
        modules.app("three", saying("three"));
        deployer.files().put(jar, "app.jar");
        assertFalse(deployer.status().artifacts().getFirst().state().equals("rejected"), "nothing is told of the look before");
        assertEquals("three", answer());
    }

    @Test
    void whatWasRolledBackIsNotTriedAgainAlsoWhenSomebodyDeploysIt() throws IOException {
        drop("app.jar", "one");
        assertEquals("one", answer());
        deployer.configure("app", policy(new Probation(100, Duration.ofMinutes(10), 50, 3), 2, false, 0));
        Path jar = FakeModules.drop(home, "app.jar", "app", "1.0.0", "two");
        deployer.files().put(jar, "app.jar");
        await().until(() -> "two".equals(answer()));
        assertTrue(deployer.rollBack("app"));
        deployer.files().put(jar, "app.jar");
        await().until(() -> "rolled back before: by hand".equals(awaitArtifact("app.jar", "rejected").reason()));
        assertEquals("one", answer());
    }

    @Test
    void openConnectionsAndWhatVersionsHaveDoneCanBeSeen() throws IOException {
        modules.app("open", _ -> (socket, _, _) -> {
            socket.write(UTF_8.encode("in\n"));
            socket.read(ByteBuffer.allocate(1));
        });
        drop("app.jar", "open");
        try (Socket client = connect()) {
            assertEquals("in", reader(client).readLine());
            Status.Connection seen = await().until(() -> deployer.connections(true), all -> !all.isEmpty()).getFirst();
            assertEquals("127.0.0.1:" + client.getLocalPort(), seen.peer());
            assertEquals("web", seen.listener());
            assertEquals("app", seen.app());
            assertEquals(current().id(), seen.version());
            assertEquals("handled", seen.state());
            assertTrue(seen.ageSeconds() >= 0 && seen.ageSeconds() < 60, seen.toString());
            assertTrue(seen.stack().stream().anyMatch(frame -> frame.contains("DeployerTest")), seen.stack().toString());
            await().until(() -> Long.valueOf(3).equals(deployer.connections(false).getFirst().sent()));
            assertEquals(0L, deployer.connections(false).getFirst().received());
            assertEquals(List.of(), deployer.connections(false).getFirst().stack());
            Status.Load load = deployer.loads().getFirst();
            assertEquals(List.of("app", current().id(), "connections", 1L, 1L),
                    List.of(load.app(), load.version(), load.unit(), load.accepted(), load.open()));
        }
        await().until(() -> deployer.connections(false).isEmpty());
        assertEquals(List.of("accepted", "current"), deployer.journal().stream().map(Status.Change::kind).toList());
    }

    @Test
    void everyChangeOfStateIsPublishedOnceAndKept() throws IOException {
        drop("app.jar", "one");
        assertEquals("one", answer());
        drop("app.jar", "two");
        await().until(() -> "two".equals(answer()));
        await().until(() -> states().equals(List.of("current", "retired")));
        List<String> versions = published.stream().filter(each -> each.kind().equals("version"))
                .map(each -> each.from() + " > " + each.to()).toList();
        assertEquals(List.of("new > launched", "launched > current", "new > launched", "current > standby", "launched > current",
                "standby > draining",
                "draining > retired"), versions);
        List<String> artifact = published.stream().filter(each -> each.kind().equals("artifact")).map(Status.Transition::to).toList();
        assertEquals(List.of("admitting", "installing", "trial", "accepted", "admitting", "installing", "trial", "accepted"), artifact);
        assertEquals(published.reversed(), deployer.status().history());
    }

    @Test
    void theStoreKeepsTheLastFiveVersions() throws IOException {
        for (int i = 0; i < 8; i++) {
            String word = "version" + i;
            modules.app(word, saying(word));
            drop("app.jar", word);
            await().until(() -> word.equals(answer()));
        }
        await().until(() -> {
            try (var files = Files.list(home.resolve("store"))) {
                return files.count() == 5;
            }
        });
    }

    @Test
    void contentThatIsOverwrittenWhileItLaunchesNeverServesAndIsClosed() throws IOException {
        CountDownLatch launching = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger closed = new AtomicInteger();
        modules.app("slow", _ -> {
            launching.countDown();
            release.await();
            return closing(closed);
        });
        drop("app.jar", "slow");
        await().until(() -> launching.getCount() == 0);
        drop("app.jar", "two");
        assertEquals("two", answer());
        release.countDown();
        await().until(() -> closed.get() == 1 && modules.installed().size() == 1);
        assertEquals("two", answer());
    }

    @Test
    void aHandlerThatIsLaunchedTooLateIsClosed() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger closed = new AtomicInteger();
        deployer.configure(new Settings(Duration.ofMillis(50), Duration.ofSeconds(60), FolderLimits.DEFAULT, AT_ONCE));
        modules.app("late", _ -> {
            awaitUninterruptibly(release);
            return closing(closed);
        });
        drop("app.jar", "late");
        Status.Artifact artifact = awaitArtifact("app.jar", "rejected");
        assertEquals(Optional.of("the launch of app app has not returned within 0.05 s"), Optional.ofNullable(artifact.reason()));
        release.countDown();
        await().until(() -> closed.get() == 1 && modules.installed().isEmpty());
    }

    @Test
    void anArtifactThatHangsHoldsNoOtherUp() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        modules.app("hanging", _ -> {
            never.await();
            throw new IllegalStateException("not reached");
        });
        deployer.bind(new Binding("b", "elsewhere", "hang", List.of(), Optional.empty()));
        FakeModules.drop(directory, "a.jar", "app", "1", "hanging");
        deployer.changed(directory.resolve("a.jar"));
        awaitArtifact("a.jar", "launching");
        deployer.bind(new Binding("c", "web", "other", List.of(), Optional.empty()));
        FakeModules.drop(directory, "b.jar", "other", "1", "one");
        deployer.changed(directory.resolve("b.jar"));
        assertEquals("one", answer());
    }

    @Test
    void whatWasRejectedIsTriedAgainWhenABindingChanges() throws IOException {
        modules.app("choosy", args -> {
            if (args.length == 0) {
                throw new IllegalArgumentException("expected an argument");
            }
            return saying(args[0]).launch();
        });
        drop("app.jar", "choosy");
        awaitArtifact("app.jar", "rejected");
        deployer.bind(new Binding("b", "web", "app", List.of("given"), Optional.empty()));
        assertEquals("given", answer());
        awaitArtifact("app.jar", "current");
    }

    @Test
    void aFailedBindingLeavesTheListenerWithWhatServed() throws IOException {
        modules.app("choosy", args -> {
            if (args.length > 0) {
                throw new IllegalArgumentException("expected no argument");
            }
            return saying("served").launch();
        });
        drop("app.jar", "choosy");
        assertEquals("served", answer());
        deployer.bind(new Binding("b", "web", "app", List.of("wrong"), Optional.empty()));
        await().until(() -> String.valueOf(deployer.status().listeners().getFirst().reason()).contains("expected no argument"));
        assertEquals("served", answer());
        assertEquals("current", awaitArtifact("app.jar", "current").state());
        deployer.unbind("b");
        await().until(() -> deployer.status().listeners().getFirst().reason() == null);
        assertEquals("served", answer());
    }

    @Test
    void aJarThatIsReplacedByWayOfDeletionSwapsWithoutAGap() throws IOException {
        drop("app.jar", "one");
        assertEquals("one", answer());
        Files.delete(directory.resolve("app.jar"));
        deployer.removed(directory.resolve("app.jar"));
        drop("app.jar", "two");
        await().until(() -> "two".equals(answer()));
        await().until(() -> states().equals(List.of("current", "retired")));
    }

    @Test
    void deletionEndsTheVersionAndLeavesNothingInstalled() throws IOException {
        drop("app.jar", "one");
        assertEquals("one", answer());
        Files.delete(directory.resolve("app.jar"));
        deployer.removed(directory.resolve("app.jar"));
        await().until(() -> modules.installed().isEmpty() && deployer.status().artifacts().isEmpty());
        assertEquals(List.of("retired"), states());
        try (var left = Files.list(home.resolve("store"))) {
            assertEquals(1, left.count()); // to go back to
        }
    }

    @Test
    void contentThatGoesBackToWhatServesIsNotLaunchedAgain() throws IOException {
        drop("app.jar", "one");
        assertEquals("one", answer());
        FakeModules.drop(directory, "app.jar", "no zip at all".getBytes(UTF_8));
        deployer.changed(directory.resolve("app.jar"));
        awaitArtifact("app.jar", "rejected");
        drop("app.jar", "one");
        awaitArtifact("app.jar", "current");
        assertEquals(List.of("current"), states());
    }

    @Test
    void theStopDrainsWhatIsOpen() throws IOException {
        CountDownLatch go = new CountDownLatch(1);
        modules.app("patient", _ -> (socket, _, _) -> {
            socket.write(UTF_8.encode("wait\n"));
            go.await();
            socket.write(UTF_8.encode("bye\n"));
        });
        drop("app.jar", "patient");
        try (Socket client = connect()) {
            BufferedReader in = reader(client);
            assertEquals("wait", in.readLine());
            Thread stopping = Thread.ofVirtual().start(deployer::close);
            go.countDown();
            assertEquals("bye", in.readLine());
            await().until(() -> !stopping.isAlive());
        }
        assertEquals(0, listener.open());
    }

    @Test
    void aVersionThatFailsItsProbationIsRolledBackInAllAndNotTriedAgain() throws IOException {
        deployer.configure("app", policy(new Probation(100, Duration.ofMinutes(10), 50, 3), 2, false, 0));
        modules.app("failing", _ -> (_, _, _) -> {
            throw new IllegalStateException("as the test wants");
        });
        drop("app.jar", "one");
        assertEquals("one", answer());
        drop("app.jar", "failing");
        await().until(() -> answer() == null);
        await().until(() -> "one".equals(answer()));
        Status.Artifact artifact = awaitArtifact("app.jar", "rejected");
        assertEquals("rolled back: 3 of 3 connections failed, the last with java.lang.IllegalStateException: as the test wants",
                artifact.reason());
        await().until(() -> states().equals(List.of("current", "rolled back")));
        drop("app.jar", "failing"); // the same content
        drop("app.jar", "two");
        await().until(() -> "two".equals(answer()));
        assertEquals(List.of("current", "standby", "rolled back"), states());
    }

    @Test
    void theOldVersionIsLetGoWhenTheNewOneHasServedEnough() throws IOException {
        deployer.configure("app", policy(new Probation(5, Duration.ofMinutes(10), 50, 3), 2, false, 0));
        drop("app.jar", "one");
        assertEquals("one", answer());
        drop("app.jar", "two");
        await().until(() -> "two".equals(answer()));
        assertEquals(List.of("current", "standby"), states());
        for (int i = 0; i < 4; i++) {
            assertEquals("two", answer());
        }
        await().until(() -> states().equals(List.of("current", "retired")));
    }

    @Test
    void aSwapWaitsWhileTwoVersionsDrain() throws IOException {
        modules.app("patient", _ -> (socket, _, _) -> socket.read(ByteBuffer.allocate(1)));
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            deployer.changed(FakeModules.drop(directory, "app.jar", "app", "1." + i, "patient"));
            int number = i;
            await().ignoreExceptions().until(() -> current().bundleVersion().equals("1." + number + ".0"));
            open.add(connect());
            await().until(() -> current().open() == 1);
        }
        await().until(() -> states().equals(List.of("current", "draining", "draining")));
        drop("app.jar", "one");
        await().until(() -> states().equals(List.of("launched", "current", "draining", "draining")));
        open.removeFirst().close();
        await().until(() -> "one".equals(answer()));
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Test
    void aCanaryGetsItsShareUntilItIsPromoted() throws IOException {
        deployer.configure("app", policy(new Probation(1000, Duration.ofMinutes(10), 50, 3), 2, false, 50));
        drop("app.jar", "one");
        assertEquals("one", answer());
        drop("app.jar", "two");
        await().until(() -> states().contains("canary"));
        Set<String> answers = new HashSet<>();
        await().until(() -> {
            answers.add(answer());
            return answers.equals(Set.of("one", "two"));
        });
        deployer.promote("app");
        await().until(() -> states().equals(List.of("current", "standby")));
        assertEquals("two", answer());
        deployer.rollBack("app");
        await().until(() -> states().equals(List.of("current", "rolled back")));
        assertEquals("one", answer());
    }

    private Status.Version current() {
        return deployer.status().apps().getFirst().versions().stream().filter(version -> version.state().equals("current")).findFirst()
                .orElseThrow();
    }

    private static AppPolicy policy(Probation probation, int drainingVersions, boolean cutOldest, int canaryPercent) {
        return new AppPolicy(probation, Duration.ofSeconds(30), drainingVersions, cutOldest, canaryPercent, Optional.empty(), Limit.NONE,
                Limit.NONE);
    }

    private void drop(String file, String content) {
        deployer.changed(FakeModules.drop(directory, file, "app", "1.0.0", content));
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
        try (Socket client = connect()) {
            return reader(client).readLine();
        }
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = (InetSocketAddress) listener.address();
        return new Socket(address.getAddress(), address.getPort());
    }

    private static BufferedReader reader(Socket client) throws IOException {
        return new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
    }

    private static ReserveApp saying(String line) {
        return _ -> (socket, _, _) -> socket.write(UTF_8.encode(line + "\n"));
    }

    private static ConnectionHandler closing(AtomicInteger closed) {
        return new ConnectionHandler() {
            @Override
            public void handle(SocketChannel socket, SocketAddress client, Server server) {}

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean waited = false;
        while (!waited) {
            try {
                latch.await();
                waited = true;
            } catch (InterruptedException e) {
                // goes on, as a stubborn app would
            }
        }
    }
}
