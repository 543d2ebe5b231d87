package dev.reserve.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is killed, over and over, at one moment or another of a deployment, while jars, good and broken ones, are swapped without a pause.
class KilledServerIT {

    private static final int SWAPS_IN_ADVANCE = 60;
    private static final Pattern OUTCOME = Pattern.compile("artifact app\\.jar: (accepted|rejected)");

    /// Every third jar is broken.
    private final List<byte[]> jars = new ArrayList<>();
    private final Set<String> dropped = new HashSet<>();
    private int next;

    @Test
    void aKilledServerComesBackWithAVersionThatHadBeenCurrentOrWithTheNewest(@TempDir Path directory) throws Exception {
        for (int i = 0; i < SWAPS_IN_ADVANCE; i++) {
            jars.add(i % 3 == 2 ? ("broken " + i).getBytes(UTF_8) : AppJar.answering("app", "w" + i).bytes());
        }
        Path deploy = Files.createDirectories(directory.resolve("deploy"));
        drop(deploy);
        for (int moment = 0; moment < 10; moment++) {
            int before = Files.exists(directory.resolve("log")) ? Files.readString(directory.resolve("log")).length() : 0;
            try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"))) {
                server.awaitThat("it serves", () -> !server.version("web").isEmpty());
                String word = server.answer("web", "x").split(" ", 2)[0];
                assertTrue(dropped.contains(word), word + " is none of " + dropped);
                String log = server.log().substring(before);
                assertFalse(log.contains("Exception") || log.contains(" ERROR "), log);
                swapUntil(server, moment(moment, server));
                server.signal("KILL");
                server.awaitExit();
            }
        }
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"))) {
            AppJar.answering("app", "last").dropInto(deploy, "app.jar");
            server.awaitAnswer("web", "x", "last x");
        }
    }

    /// Comes true at a moment of the deployment of a jar: told by what is in the log, in the store or in the journal.
    private static Callable<Boolean> moment(int number, ServerProcess server) {
        int before = server.log().length();
        Path store = server.data().resolve("store");
        return switch (number) {
            case 0 -> () -> true;
            case 1 -> () -> server.log().indexOf("is launched, from", before) > 0;
            case 2 -> () -> server.log().indexOf("is current, from", before) > 0;
            case 3 -> () -> server.log().indexOf("artifact app.jar: accepted", before) > 0;
            case 4 -> () -> server.log().indexOf("artifact app.jar: rejected", before) > 0;
            case 5 -> () -> server.log().indexOf(" drains, ", before) > 0;
            case 6 -> () -> server.log().indexOf("is retired", before) > 0;
            case 7 -> {
                Set<Path> there = in(store);
                yield () -> !there.containsAll(in(store)); // a copy is being made, or has just been
            }
            case 8 -> {
                long size = size(server);
                yield () -> size(server) != size; // an entry is being written, or has just been
            }
            default -> () -> server.log().substring(before).split("is current, from", -1).length > 3;
        };
    }

    /// Drops one jar after the other, each as soon as the server has made up its mind about the one before.
    private void swapUntil(ServerProcess server, Callable<Boolean> moment) throws Exception {
        for (int swaps = 0; swaps < SWAPS_IN_ADVANCE; swaps++) {
            int before = server.log().length();
            drop(server.deploy());
            await("the moment, or the outcome of the swap").atMost(ServerProcess.DEADLINE).pollInterval(Duration.ofMillis(1))
                    .until(() -> moment.call() || OUTCOME.matcher(server.log().substring(before)).find());
            if (moment.call()) {
                return;
            }
        }
        throw new AssertionError("the moment has not come in " + SWAPS_IN_ADVANCE + " swaps:\n" + server.log());
    }

    private void drop(Path deploy) {
        int number = next++;
        if (number % 3 != 2) {
            dropped.add("w" + number % jars.size());
        }
        try {
            Path part = deploy.resolve("app.jar.part");
            Files.write(part, jars.get(number % jars.size()));
            Files.move(part, deploy.resolve("app.jar"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<Path> in(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            Set<Path> all = new HashSet<>();
            files.forEach(all::add);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(ServerProcess server) {
        try {
            return Files.size(server.data().resolve("journal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
