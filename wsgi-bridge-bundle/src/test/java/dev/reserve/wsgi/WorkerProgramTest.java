package dev.reserve.wsgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The tests of the worker's program, which are Python's own (`src/test/python`), on the interpreters that there are: the one on the `PATH` and the system's; with
/// `-Dpythons=all` also those that pyenv has installed, and with more bytes streamed.
class WorkerProgramTest {

    private static final boolean ALL = "all".equals(System.getProperty("pythons"));
    private static final Path TESTS = Path.of("src/test/python").toAbsolutePath();
    private static final String MEBIBYTES = ALL ? "256" : "64";
    private static final int MINUTES = 10;
    /// They mostly wait.
    private static final int AT_A_TIME = 2;

    @TempDir
    Path directory;

    private final ExecutorService runs = Executors.newFixedThreadPool(AT_A_TIME);

    @AfterEach
    void end() {
        runs.shutdownNow();
        runs.close();
    }

    private record Ended(int exit, String output) {}

    @TestFactory
    List<DynamicTest> itsTestsPass() throws IOException, InterruptedException {
        Collection<String> interpreters = interpreters();
        if (interpreters.isEmpty()) {
            Assumptions
                    .abort("skipped: this test needs CPython 3.8 or newer, and there is no such python3 on the PATH nor /usr/bin/python3");
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (String each : interpreters) {
            Future<Ended> run = runs.submit(() -> run(each, "-B", "-m", "unittest", "test_worker"));
            tests.add(DynamicTest.dynamicTest(each, () -> {
                Ended ended = run.get();
                assertEquals(0, ended.exit(), () -> each + ":\n" + ended.output());
                assertTrue(ended.output().matches("(?s).*Ran [1-9]\\d* tests.*"), ended::output);
            }));
        }
        return tests;
    }

    /// Each once, by whatever names and links it goes.
    private Collection<String> interpreters() throws IOException, InterruptedException {
        Set<String> found = new LinkedHashSet<>();
        for (Path candidate : candidates()) {
            Ended told = run(candidate.toString(), "-c",
                    "import os, sys; print(os.path.realpath(sys.executable)); sys.exit(sys.version_info < (3, 8))");
            if (told.exit() == 0) {
                found.add(told.output().strip());
            }
        }
        return found;
    }

    private static List<Path> candidates() throws IOException {
        List<Path> candidates = new ArrayList<>();
        String path = System.getenv("PATH");
        for (String folder : path == null ? new String[0] : path.split(":", -1)) {
            Path program = Path.of(folder).resolve("python3");
            if (candidates.isEmpty() && Files.isExecutable(program)) {
                candidates.add(program);
            }
        }
        candidates.add(Path.of("/usr/bin/python3"));
        Path versions = Path.of(System.getProperty("user.home"), ".pyenv/versions");
        if (ALL && Files.isDirectory(versions)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(versions)) {
                all.forEach(version -> candidates.add(version.resolve("bin/python")));
            }
        }
        return candidates.stream().filter(Files::isExecutable).toList();
    }

    private Ended run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(TESTS.toFile()).redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(output.toFile());
        builder.environment().put("WORKER_TEST_MIB", MEBIBYTES);
        Process process = builder.start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                fail(String.join(" ", command) + " has not ended within " + MINUTES + " minutes:\n" + Files.readString(output));
            }
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
