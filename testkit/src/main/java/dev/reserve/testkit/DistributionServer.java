package dev.reserve.testkit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.reserve.testkit.process.ReserveProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/// The server of the distribution that [ReserveDistribution] has started, in a process of its own, and its one listener.
public final class DistributionServer extends TestServer {

    static final String LISTENER = "test";

    /// A bundle may register its app a little later than it starts.
    private static final Duration WITHOUT_APP = Duration.ofSeconds(5);

    private final ReserveProcess process;
    private volatile String file;

    /// @param process that serves
    /// @param clients of its listener
    /// @param file the name of the jar in the deploy folder; empty if there is none yet
    DistributionServer(ReserveProcess process, Clients clients, String file) {
        super(clients);
        this.process = process;
        this.file = file;
    }

    /// Deploys another jar in place of the one that is there, if there is one, and waits until it serves. The version before drains.
    ///
    /// @throws AssertionError if it is rejected, or offers no app, with the reason, or does not come to serve
    public synchronized void swap(Path jar) {
        file = file.isEmpty() ? String.valueOf(jar.getFileName()) : file;
        process.drop(jar, file);
        process.awaitThat(file + " is served as it was deployed", new Serving());
    }

    /// Whether the jar serves; an error if it never will.
    private final class Serving implements Callable<Boolean> {

        private long installedSince;

        @Override
        public Boolean call() throws Exception {
            JsonObject artifact = process.find("artifacts", "file", file).orElseThrow();
            if (!process.isAsDeployed(artifact)) {
                return false;
            }
            String state = artifact.get("state").getAsString();
            if (state.equals("rejected") || (state.equals("installed") && isInVain())) {
                throw new AssertionError(file + " is " + state + ": " + artifact.get("reason").getAsString());
            }
            return state.equals("current");
        }

        private boolean isInVain() {
            long now = System.nanoTime();
            installedSince = installedSince == 0 ? now : installedSince;
            return now - installedSince > WITHOUT_APP.toNanos();
        }
    }

    /// Stops the server as a service manager does, by SIGTERM, and waits for its end: connections finish before. It cannot be started again.
    ///
    /// @throws AssertionError if it does not end, or not with the exit code 0
    public void stop() {
        process.process().destroy();
        int exit = process.awaitExit();
        if (exit != 0) {
            throw new AssertionError("the server has ended with " + exit + ", expected 0:\n" + process.log());
        }
    }

    /// Runs one command line of the shell, such as `status`; what it prints.
    ///
    /// @throws AssertionError if its exit code is not 0
    public String run(String commandLine) {
        var outcome = process.admin(commandLine);
        if (outcome.exit() != 0) {
            throw new AssertionError(commandLine + " has ended with " + outcome.exit() + ", expected 0: " + outcome.output());
        }
        return outcome.output();
    }

    /// What the server has printed so far.
    public String log() {
        return process.log();
    }

    @Override
    long ended() {
        JsonObject listener = listener();
        return listener.get("accepted").getAsLong() - listener.get("open").getAsLong();
    }

    @Override
    long open() {
        return listener().get("open").getAsLong();
    }

    @Override
    void lost(Losses losses) {
        for (JsonElement app : process.status().getAsJsonArray("apps")) {
            for (JsonElement each : app.getAsJsonObject().getAsJsonArray("versions")) {
                JsonObject version = each.getAsJsonObject();
                String id = version.get("id").getAsString();
                losses.add(version.get("failed").getAsLong(), "of version " + id + " failed; see DistributionServer.log()");
                losses.add(version.get("cut").getAsLong(), "of version " + id + " were cut at the drain timeout");
            }
        }
        losses.add(listener().get("expired").getAsLong(), "connections waited in vain for a version");
    }

    private JsonObject listener() {
        return process.find("listeners", "name", LISTENER).orElseThrow();
    }

    /// Closes the clients and kills the server. The extension does so after the tests.
    @Override
    public void close() {
        clients().close();
        process.close();
    }
}
