package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Invocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The ahead-of-time cache of the distribution: that it is used, wherever the distribution lies, and that nobody notices if it cannot be.
class AotCacheIT {

    @TempDir
    private Path directory;

    @BeforeEach
    void hasOne() {
        Assumptions.assumeTrue(Files.exists(Distribution.home().resolve("lib/reserve.aot")),
                "skipped: a distribution that was built with -Dquick has no cache");
    }

    @Test
    void itIsUsedAlsoWhereTheDistributionWasMovedTo() throws IOException {
        // With this mode a cache that cannot be used ends the JVM.
        assertQuiet(Distribution.home(), "-XX:AOTMode=on");
        assertQuiet(moved(), "-XX:AOTMode=on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseZGC", "-XX:+UseSerialGC", "-XX:-UseCompactObjectHeaders", "-Xmx40g",
        "--add-opens=java.base/java.text=ALL-UNNAMED"})
    void aJvmWithOtherOptionsStartsQuietly(String options) throws IOException {
        assertQuiet(Distribution.home(), options);
    }

    @Test
    void aDamagedCacheIsLeftAlone() throws IOException {
        Path home = moved();
        Path cache = home.resolve("lib/reserve.aot");
        long size = Files.size(cache);
        try (FileChannel channel = FileChannel.open(cache, StandardOpenOption.WRITE)) {
            for (long at = 3_000_000; at < size; at += 1_000_000) {
                channel.write(ByteBuffer.wrap(new byte[100_000]), at);
            }
        }
        assertFalse(isUsed(home), "it is not damaged");
        assertQuiet(home, "");
        try (FileChannel channel = FileChannel.open(cache, StandardOpenOption.WRITE)) {
            channel.truncate(size / 2);
        }
        assertQuiet(home, "");
        Files.write(cache, List.of("not a cache"));
        assertQuiet(home, "");
        Files.write(cache, new byte[0]);
        assertQuiet(home, "");
    }

    @Test
    void ofAnotherJarItHasNothing() throws IOException {
        Path home = moved();
        Path jar = home.resolve("lib/dev.reserve.launcher.jar");
        FileTime time = Files.getLastModifiedTime(jar);
        byte[] bytes = Files.readAllBytes(jar);
        bytes[bytes.length / 2] ^= 1; // of one size and one time with the one before
        Files.write(jar, bytes);
        Files.setLastModifiedTime(jar, time);
        assertFalse(isUsed(home));
        Files.copy(Distribution.home().resolve("lib/dev.reserve.launcher.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
        assertTrue(isUsed(home));
    }

    private static boolean isUsed(Path home) throws IOException {
        String loaded = version(home, "-Xlog:class+load").out();
        assertTrue(loaded.contains("dev.reserve.launcher.Reserve source: "), loaded);
        return loaded.contains("dev.reserve.launcher.Reserve source: shared objects file");
    }

    private static void assertQuiet(Path home, String options) throws IOException {
        Invocation.Ended ended = version(home, options);
        assertEquals(0, ended.exit(), () -> options + ": " + ended.err());
        assertEquals("", ended.err(), options);
        assertTrue(ended.out().matches("reserve \\(Reserve\\) [^\n]+\n"), () -> options + ": " + ended.out());
    }

    private static Invocation.Ended version(Path home, String options) throws IOException {
        return Invocation.of(home.resolve("bin/reserve").toString(), "--version").with("RESERVE_JAVA_OPTS", options)
                .with("RESERVE_JAVA_HOME", System.getProperty("java.home")).run();
    }

    private Path moved() throws IOException {
        Path target = directory.resolve("moved");
        try (Stream<Path> files = Files.walk(Distribution.home())) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(Distribution.home().relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return target;
    }
}
