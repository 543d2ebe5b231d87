package dev.reserve.wsgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.wsgi.crew.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WsgiOptionsTest {

    @TempDir
    Path directory;

    @BeforeEach
    void python() throws IOException {
        Files.createFile(directory.resolve("python3"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private Plan parse(String... args) {
        return WsgiOptions.parse(List.of(args), "/nowhere::" + directory, 4);
    }

    private String refusal(String... args) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> parse(args)).getMessage());
    }

    @Test
    void anAppAloneHasAWorkerForEachCore() {
        Plan plan = parse("blog:application");
        assertEquals("blog:application", plan.target());
        assertEquals(List.of(), plan.args());
        assertEquals(4, plan.fewest());
        assertEquals(4, plan.most());
        assertEquals(1, plan.threads());
        assertEquals(directory.resolve("python3"), plan.python());
        assertEquals(1000, plan.queue());
        assertEquals(new Plan.Retirement(0, 0, 0), plan.retirement());
    }

    @Test
    void whatFollowsTheAppIsTheApps() {
        assertEquals(List.of("--workers", "x", ""), parse("blog", "--workers", "x", "").args());
        assertEquals("-x", parse("--", "-x").target());
    }

    @Test
    void allOptionsAreUnderstood() {
        Plan plan = parse("--workers", "2..8", "--threads=3", "--chdir", directory.toString(), "--pythonpath", "/a:/b", "--env", "A=b=c",
                "--env=D=",
                "--user", "u", "--group", "g", "--timeout", "0", "--startup-timeout", "0.5", "--max-requests", "100,7", "--max-rss", "256",
                "--preload",
                "--reload", "--queue", "0", "blog");
        assertEquals(2, plan.fewest());
        assertEquals(8, plan.most());
        assertEquals(3, plan.threads());
        assertEquals(directory, plan.directory());
        assertEquals(List.of(Path.of("/a"), Path.of("/b")), plan.pythonPath());
        assertEquals(Map.of("A", "b=c", "D", ""), plan.environment());
        assertEquals(Optional.of("u"), plan.user());
        assertEquals(Optional.of("g"), plan.group());
        assertEquals(Duration.ZERO, plan.timeout());
        assertEquals(Duration.ofMillis(500), plan.startupTimeout());
        assertEquals(new Plan.Retirement(100, 7, 256), plan.retirement());
        assertTrue(plan.preload() && plan.reload());
        assertEquals(0, plan.queue());
    }

    @Test
    void autoIsUpToTwoForEachCore() {
        Plan plan = parse("--workers", "auto", "blog");
        assertEquals(1, plan.fewest());
        assertEquals(8, plan.most());
    }

    @Test
    void aVirtualEnvironmentHasItsOwnPython() throws IOException {
        Files.createDirectories(directory.resolve("venv/bin"));
        Path python = Files.createFile(directory.resolve("venv/bin/python"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertEquals(python, parse("--venv", directory.resolve("venv").toString(), "blog").python());
        assertTrue(refusal("--venv", directory.toString(), "blog").contains("--venv"));
        assertTrue(refusal("--venv", directory.resolve("venv").toString(), "--python", "python3", "blog").contains("one of them"));
    }

    @Test
    void withoutAnAppItSaysWhatAnAppIs() {
        assertTrue(refusal().contains("MODULE:ATTRIBUTE"));
        assertTrue(refusal("--preload").contains("found no app"));
        assertTrue(refusal("").contains("found no app"));
    }

    /// The message names the option and what was found.
    @ParameterizedTest
    @CsvSource({"--workers,0", "--workers,x", "--workers,8..2", "--workers,1..2..3", "--workers,2..", "--workers,1001", "--threads,0",
        "--threads,-1",
        "--threads,99999999999999999999", "--timeout,-1", "--timeout,1e3", "--timeout,soon", "--startup-timeout,0", "--max-requests,0",
        "--max-requests,'1,2,3'", "--max-requests,'5,'", "--max-rss,0", "--max-rss,1G", "--queue,-1", "--queue,x", "--env,X", "--env,=x",
        "--chdir,/does/not/exist", "--venv,/does/not/exist", "--python,/does/not/exist", "--python,nopython"})
    void aWrongValueIsRefused(String option, String value) {
        String message = refusal(option, value, "blog");
        assertTrue(message.contains(option) && message.contains(value) && message.contains("expected"), message);
    }

    @Test
    void anUnknownOptionAndAMissingValueAreRefused() {
        assertTrue(refusal("--worker", "2", "blog").contains("unknown option --worker"));
        assertTrue(refusal("--workers").contains("--workers is followed by nothing"));
        assertTrue(refusal("--reload=yes", "blog").contains("--reload is followed by =yes"));
    }

    @Test
    void withoutPythonItSaysSo() {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> WsgiOptions.parse(List.of("blog"), "/nowhere", 1)).getMessage());
        assertTrue(message.contains("python3") && message.contains("--python"), message);
    }

    private Plan parseDeployed(Path copy, String... args) {
        return WsgiOptions.parseDeployed("blog", copy, List.of(args), directory.toString(), 4);
    }

    @Test
    void whatFollowsTheOptionsOfADeployedAppIsTheApps() throws IOException {
        Path file = Files.createFile(directory.resolve("0123.py"));
        Plan plan = parseDeployed(file, "--workers", "2", "one", "--threads", "3");
        assertEquals("blog", plan.name());
        assertEquals(file.toString(), plan.target());
        assertEquals(Optional.of("blog"), plan.module());
        assertEquals(List.of("one", "--threads", "3"), plan.args());
        assertEquals(2, plan.fewest());
        assertEquals(1, plan.threads());
        assertEquals(List.of("--threads"), parseDeployed(file, "--", "--threads").args());
        assertEquals(Path.of("").toAbsolutePath(), parseDeployed(file).directory());
    }

    @Test
    void aDeployedFolderIsWhereItsAppRunsUnlessAnotherIsNamed() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("0123"));
        assertEquals(folder, parseDeployed(folder).directory());
        assertEquals(directory, parseDeployed(folder, "--chdir", directory.toString()).directory());
    }

    @Test
    void nothingIsWrittenBesideTheSourcesOfADeployedApp() {
        assertEquals("1", parseDeployed(directory).environment().get("PYTHONDONTWRITEBYTECODE"));
        assertEquals("", parseDeployed(directory, "--env", "PYTHONDONTWRITEBYTECODE=").environment().get("PYTHONDONTWRITEBYTECODE"));
    }

    @Test
    void wrongOptionsOfADeployedAppAreRefusedInItsName() {
        assertEquals("blog: unknown option --worker; expected [OPTION…] [ARG…], with -- before an argument that begins with -",
                assertThrows(IllegalArgumentException.class, () -> parseDeployed(directory, "--worker", "2")).getMessage());
        assertEquals("blog: --threads is 0; expected a number from 1 to 1000",
                assertThrows(IllegalArgumentException.class, () -> parseDeployed(directory, "--threads", "0")).getMessage());
        assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class, () -> parseDeployed(directory, "--reload")).getMessage())
                .contains("expected no --reload"));
    }
}
