package dev.reserve.core.osgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.reserve.core.admin.Status;
import dev.reserve.core.deploy.Deployer;
import dev.reserve.core.deploy.Folder;
import dev.reserve.core.journal.Journal;
import dev.reserve.core.leak.LeakWatch;
import dev.reserve.core.listener.Listener;
import dev.reserve.core.socket.ListenAddress;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import jdk.security.jarsigner.JarSigner;
import org.apache.felix.framework.FrameworkFactory;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirDeletionStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/// Jars that are no bundles, dropped into a deployer with a real framework.
@Timeout(60)
class PlainJarTest {

    private static final String TYPE = "dev.reserve.app.ReserveApp";

    private static Framework framework;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    /// A thread that keeps a copy of a version may still be at it when a test has ended.
    @TempDir(deletionStrategy = TempDirDeletionStrategy.IgnoreFailures.class)
    private Path home;
    private Path deploy = Path.of("");
    private BundleModules modules;
    private Deployer deployer;
    private Journal journal;
    private Listener listener;

    @BeforeAll
    static void startFramework(@TempDir Path storage) throws BundleException {
        framework = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString(),
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "dev.reserve.app;version=0.1.0,org.slf4j;version=2.0.20,org.slf4j;version=1.7.36",
                Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE, "felix.log.level", "0"));
        framework.start();
    }

    @AfterAll
    static void stopFramework() throws Exception {
        framework.stop();
        framework.waitForStop(0);
    }

    @BeforeEach
    void start() throws IOException {
        deploy = Files.createDirectories(home.resolve("deploy"));
        journal = Journal.open(home.resolve("journal"));
        modules = new BundleModules(framework.getBundleContext());
        deployer = new Deployer("test", modules, home.resolve("apps"), new Folder(deploy), home.resolve("store"), journal,
                new LeakWatch(scheduler, LeakWatch.Timing.DEFAULT, List.of()), _ -> {});
        modules.open(deployer::changed);
        listener = Listener.open("web", ListenAddress.parse("127.0.0.1:0").bind());
        deployer.add(listener, "web");
        try (var files = Files.list(deploy)) {
            files.forEach(deployer::changed);
        }
        deployer.started();
    }

    @AfterEach
    void stop() {
        deployer.close();
        modules.close();
        journal.close();
        scheduler.shutdownNow();
    }

    @Test
    void theAppIsCalledAsTheFileAndIsSwappedWhenThatIsOverwritten() throws IOException {
        Status.Artifact shop = deployed(PlainSources.answering("\"one\""), "shop-1.2-SNAPSHOT.jar");
        assertEquals("one", answer());
        assertEquals(List.of("shop"), shop.apps());
        assertEquals("1.2.0.SNAPSHOT", shop.bundleVersion());
        assertEquals("no bundle: wrapped as one", shop.notice());
        drop(PlainSources.answering("\"two\""), "shop-1.2-SNAPSHOT.jar");
        await().until(() -> "two".equals(answer()));
    }

    @Test
    void aRenamedFileIsAnAppOfAnotherName() throws IOException {
        deployed(PlainSources.answering("\"one\""), "shop.jar");
        Files.move(deploy.resolve("shop.jar"), deploy.resolve("store.jar"));
        deployer.removed(deploy.resolve("shop.jar"));
        deployer.changed(deploy.resolve("store.jar"));
        assertEquals(List.of("store"), awaitArtifact("store.jar", "current").apps());
        assertEquals("one", answer());
    }

    @Test
    void headersNameTheAppAndGiveProperties() throws IOException {
        Status.Artifact shop = deployed(
                PlainSources.answering("\"one\"").header("Reserve-App", "store").header("Reserve-Listener", "other, web")
                        .header("Implementation-Version", "7"),
                "shop.jar");
        assertEquals(List.of("store"), shop.apps());
        assertEquals("7.0.0", shop.bundleVersion());
        assertEquals("one", answer());
        drop(PlainSources.answering("\"two\"").header("Reserve-Listener", "other"), "shop.jar");
        awaitArtifact("shop.jar", "waiting");
    }

    @Test
    void severalAppsHaveEachAName() throws IOException {
        drop(PlainSources.answering("\"one\"").source("shop/Other", PlainSources.app("Other", "\"two\""))
                .service(TYPE, "# both\nshop.Main # the first\n\n  shop.Other\nshop.Main\n")
                .header("Reserve-App", "main=shop.Main, other=shop.Other"), "shop.jar");
        await().until(() -> deployer.status().artifacts().stream().anyMatch(each -> each.apps().equals(List.of("main", "other"))));
    }

    static Stream<Arguments> unfit() {
        return Stream.of(
                arguments("neither", new PlainSources().source("shop/Main", PlainSources.app("Main", "\"\"")),
                        "neither a bundle nor a jar with an app: its META-INF/MANIFEST.MF has no Bundle-SymbolicName header, and it has no "
                                + "META-INF/services/dev.reserve.app.ReserveApp. Two ways to mend it: put the name of the class that implements "
                                + "dev.reserve.app.ReserveApp into the file of that name in META-INF/services; or have bnd make it a bundle"),
                arguments("a service of another name", new PlainSources().service("dev.reserve.ReserveApp", "shop.Main"),
                        "and it has META-INF/services/dev.reserve.ReserveApp, which is not META-INF/services/dev.reserve.app.ReserveApp"),
                arguments("nothing in it", new PlainSources().noManifest().entry("a.txt", new byte[1]), "it has no META-INF/MANIFEST.MF"),
                arguments("no class", answering().service(TYPE, "# later\n"), TYPE + " names no class; expected the one that is the app"),
                arguments("no name of a class", answering().service(TYPE, "# here\nshop.Main()\n"),
                        TYPE + ", line 2: \"shop.Main()\"; expected the name of a class"),
                arguments("a missing class", answering().service(TYPE, "shop.Missing"),
                        TYPE + " names shop.Missing, and there is no such class in the jar"),
                arguments("another type",
                        answering().service(TYPE, "shop.Thing").source("shop/Thing", "package shop; public class Thing {}"),
                        TYPE + " names shop.Thing, which does not implement " + TYPE),
                arguments("abstract", answering().service(TYPE, "shop.Thing").source("shop/Thing",
                        "package shop; public abstract class Thing implements dev.reserve.app.ReserveApp {}"),
                        "which is abstract; expected a public class with a public constructor without parameters"),
                arguments("an interface", answering().service(TYPE, "shop.Thing").source("shop/Thing",
                        "package shop; public interface Thing extends dev.reserve.app.ReserveApp {}"),
                        "which is an interface; expected a public"),
                arguments("not public",
                        answering().service(TYPE, "shop.Thing").source("shop/Thing", "package shop; class Thing extends Main {}"),
                        "which is not public; expected a public class"),
                arguments("no fitting constructor", answering().service(TYPE, "shop.Thing").source("shop/Thing",
                        "package shop; public class Thing extends Main { public Thing(int size) {} }"),
                        "which has no public constructor without parameters; expected"),
                arguments("an object", answering().service(TYPE, "shop.Thing").source("shop/Thing",
                        "package shop; public final class Thing extends Main { public static final Thing INSTANCE = new Thing(); private Thing() {} }"),
                        "(in Kotlin: a class, not an object)"),
                arguments("a constructor that throws", answering().service(TYPE, "shop.Thing").source("shop/Thing",
                        "package shop; public class Thing extends Main { public Thing() throws Exception { throw new Exception(\"no stock\"); } }"),
                        "the constructor of shop.Thing has failed: java.lang.Exception: no stock"),
                arguments("a class that cannot be initialised", answering().service(TYPE, "shop.Thing").source("shop/Thing",
                        "package shop; public class Thing extends Main { static final int SIZE = Integer.parseInt(\"x\"); }"),
                        "shop.Thing cannot be made: java.lang.ExceptionInInitializerError; caused by java.lang.NumberFormatException"),
                arguments("two classes", answering().service(TYPE, "shop.Main\nshop.Thing"),
                        TYPE + " names 2 classes, shop.Main and shop.Thing; expected one, or a header in the manifest that names each app: "
                                + "Reserve-App: main=shop.Main, thing=shop.Thing"),
                arguments("a name for a class that is not there", answering().header("Reserve-App", "a=shop.Main,b=shop.Nobody"),
                        "\"b=shop.Nobody\"; expected NAME=CLASS, with a class that stands in META-INF/services/" + TYPE),
                arguments("two of one name",
                        answering().service(TYPE, "shop.Main\nshop.Thing").header("Reserve-App", "a=shop.Main,a=shop.Thing"),
                        "two apps are called a"),
                arguments("no name", answering().header("Reserve-App", "my shop"),
                        "Reserve-App: my shop; expected a name of letters, digits"));
    }

    private static PlainSources answering() {
        return PlainSources.answering("\"one\"");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unfit")
    void whatWillNotDoSaysWhy(String what, PlainSources jar, String reason) {
        drop(jar, "shop.jar");
        String found = String.valueOf(awaitArtifact("shop.jar", "rejected").reason());
        assertTrue(found.contains(reason), found);
    }

    @Test
    void aFileWhoseNameIsNoNameOfAnAppIsRejected() {
        drop(answering(), "my shop.jar");
        assertEquals(
                "its app would be called \"my shop\" after the file; expected a name of letters, digits, '.', '_' and '-' that begins with "
                        + "a letter or digit: rename the file, or add a header to the manifest, Reserve-App: NAME",
                awaitArtifact("my shop.jar", "rejected").reason());
    }

    @Test
    void whatServedGoesOnWhenTheNextOneWillNotDoAndTheNextIsTried() throws IOException {
        deployed(answering(), "shop.jar");
        drop(answering().service(TYPE, "shop.Missing"), "shop.jar");
        awaitArtifact("shop.jar", "rejected");
        assertEquals("one", answer());
        drop(PlainSources.answering("\"two\""), "shop.jar");
        await().until(() -> "two".equals(answer()));
    }

    @Test
    void librariesThatAreNotInTheJarAreAskedFor() throws IOException {
        Path library = PlainSources.drop(home, "library.jar",
                new PlainSources()
                        .source("library/Price", "package library; public class Price { public String toString() { return \"7\"; } }")
                        .bytes());
        PlainSources thin = PlainSources.answering("\"\" + new library.Price()").source("shop/Priced",
                "package shop; public class Priced extends Main { private final Object price = new library.Price(); }").with(library);
        drop(thin.service(TYPE, "shop.Priced"), "shop.jar");
        String reason = String.valueOf(awaitArtifact("shop.jar", "rejected").reason());
        assertTrue(reason.contains("NoClassDefFoundError: library/Price"), reason);
        assertTrue(reason
                .endsWith("package library is neither in the jar nor the server's. Pack the library that has it into the jar (a fat jar: "
                        + "Maven's shade plugin, or Gradle's shadow)"),
                reason);
        drop(thin.entries(entries(Files.readAllBytes(library))), "shop.jar");
        await().until(() -> "7".equals(answer()));
    }

    @Test
    void packagesOfThePlatformAreThereWithoutAWord() throws IOException {
        deployed(PlainSources.answering("javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument()"
                + ".createElement(\"a\").getTagName() + new java.sql.Date(0).getTime() + sun.misc.Signal.class.getSimpleName() + org.w3c.dom.Node.TEXT_NODE"),
                "shop.jar");
        assertEquals("a0Signal3", answer());
    }

    @Test
    void aCopyOfTheApiInTheJarIsNotUsed() throws IOException {
        PlainSources copies = new PlainSources();
        for (String name : List.of("ReserveApp", "ConnectionHandler", "Server")) {
            String entry = "dev/reserve/app/" + name + ".class";
            try (var in = PlainJarTest.class.getClassLoader().getResourceAsStream(entry)) {
                copies.entry(entry, in == null ? new byte[0] : in.readAllBytes());
            }
        }
        deployed(answering().entries(entries(copies.bytes())), "shop.jar");
        assertEquals("one", answer());
    }

    @Test
    void sameNamedClassesOfTwoJarsAreNotMixedUp() throws IOException {
        deployed(PlainSources.answering("\"\" + shop.Main.class.getClassLoader().getResource(\"a.txt\").openStream().readAllBytes()[0]")
                .entry("a.txt",
                        new byte[]{7}),
                "shop.jar");
        drop(PlainSources.answering("\"\" + shop.Main.class.getClassLoader().getResource(\"a.txt\").openStream().readAllBytes()[0]")
                .header("Reserve-Listener", "other").entry("a.txt", new byte[]{9}), "zoo.jar");
        awaitArtifact("zoo.jar", "waiting");
        assertEquals("7", answer());
    }

    @Test
    void sLF4JOfTheJarIsItsOwnIfItHasABackendToo() throws IOException {
        String logger = "package org.slf4j; public class Logger { public static String whose() { return \"own\"; } }";
        PlainSources own = PlainSources.answering("org.slf4j.Logger.whose()").source("org/slf4j/Logger", logger);
        deployed(own.service("org.slf4j.spi.SLF4JServiceProvider", "none"), "shop.jar");
        assertEquals("own", answer());
        drop(PlainSources.answering("org.slf4j.Logger.whose()").source("org/slf4j/Logger", logger), "shop.jar");
        // The server's goes first; in this test it has the package, and no class in it.
        await().until(() -> answer() == null);
    }

    @Test
    void aMultiReleaseJarHasItsNewerClasses() throws IOException {
        Map<String, byte[]> newer = new PlainSources()
                .source("shop/Age", "package shop; class Age { static String of() { return \"newer\"; } }").classes();
        PlainSources jar = PlainSources.answering("Age.of()")
                .source("shop/Age", "package shop; class Age { static String of() { return \"older\"; } }")
                .entry("META-INF/versions/21/shop/Age.class", newer.getOrDefault("shop/Age.class", new byte[0]));
        deployed(jar, "shop.jar");
        assertEquals("older", answer());
        drop(jar.header("Multi-Release", "true"), "shop.jar");
        await().until(() -> "newer".equals(answer()));
    }

    @Test
    void aModuleDescriptionIsNoHindrance() throws IOException {
        Map<String, byte[]> module = new PlainSources().source("module-info", "module shop { requires java.sql; }").classes();
        deployed(answering().entries(module)
                .entry("META-INF/versions/9/module-info.class", module.getOrDefault("module-info.class", new byte[0]))
                .header("Multi-Release", "true").header("Automatic-Module-Name", "shop"), "shop.jar");
        assertEquals("one", answer());
    }

    @Test
    void constructorsFindWhatTheJarProvides() throws IOException {
        drop(PlainSources.answering("Named.names").source("shop/Named", """
                package shop;
                public class Named extends Main implements Runnable {
                    static String names = "";
                    public Named() {
                        if (names.isEmpty()) {
                            names = "none";
                            java.util.ServiceLoader.load(Runnable.class).forEach(each -> names = each.getClass().getName());
                        }
                    }
                    public void run() {}
                }
                """).service(TYPE, "shop.Named").service("java.lang.Runnable", "shop.Named"), "shop.jar");
        await().until(() -> "shop.Named".equals(answer()));
    }

    @Test
    void aSignedJarIsChecked() throws Exception {
        Path unsigned = answering().drop(home, "unsigned.jar");
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        KeyStore keys = keys();
        JarSigner signer = new JarSigner.Builder(
                (KeyStore.PrivateKeyEntry) keys.getEntry("a", new KeyStore.PasswordProtection("secret".toCharArray())))
                .build();
        try (ZipFile jar = new ZipFile(unsigned.toFile())) {
            signer.sign(jar, signed);
        }
        Map<String, byte[]> entries = entries(signed.toByteArray());
        assertTrue(entries.keySet().stream().anyMatch(name -> name.endsWith(".SF")), entries.keySet().toString());
        PlainSources.drop(deploy, "shop.jar", signed.toByteArray());
        deployer.changed(deploy.resolve("shop.jar"));
        awaitArtifact("shop.jar", "current");
        assertEquals("one", answer());

        PlainSources forged = new PlainSources().noManifest();
        entries.forEach(
                (name, content) -> forged.entry(name, name.startsWith("shop/") ? Arrays.copyOf(content, content.length + 1) : content));
        drop(forged, "shop.jar");
        String reason = String.valueOf(awaitArtifact("shop.jar", "rejected").reason());
        assertTrue(reason.startsWith("its signature does not fit: "), reason);
        assertEquals("one", answer());
    }

    private KeyStore keys() throws Exception {
        Path store = home.resolve("keys");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
                "a",
                "-keyalg", "EC", "-dname", "CN=a", "-storepass", "secret", "-keystore", store.toString()).inheritIO().start();
        assertTrue(keytool.waitFor(30, TimeUnit.SECONDS) && keytool.exitValue() == 0);
        return KeyStore.getInstance(store.toFile(), "secret".toCharArray());
    }

    @Test
    void aRestartTakesTheLastGoodContentIfTheFileIsBad() throws IOException {
        deployed(answering(), "shop.jar");
        stop();
        answering().service(TYPE, "shop.Missing").drop(deploy, "shop.jar");
        start();
        awaitArtifact("shop.jar", "rejected");
        await().until(() -> "one".equals(answer()));
    }

    private static Map<String, byte[]> entries(byte[] jar) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }

    private void drop(PlainSources jar, String file) {
        deployer.changed(jar.drop(deploy, file));
    }

    private Status.Artifact deployed(PlainSources jar, String file) {
        drop(jar, file);
        return awaitArtifact(file, "current");
    }

    private Status.Artifact awaitArtifact(String file, String state) {
        await().until(
                () -> deployer.status().artifacts().stream().anyMatch(each -> each.file().equals(file) && each.state().equals(state)));
        return deployer.status().artifacts().stream().filter(each -> each.file().equals(file)).findFirst().orElseThrow();
    }

    private @Nullable String answer() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(10_000);
            InetSocketAddress address = (InetSocketAddress) listener.address();
            socket.connect(address);
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10));
    }
}
