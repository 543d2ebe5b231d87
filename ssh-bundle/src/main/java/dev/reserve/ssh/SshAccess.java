package dev.reserve.ssh;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Opens, replaces and closes the SSH server as the configuration says. What can be found wrong at once is refused at once; the rest takes its time, and a thread of its
/// own, as whoever configures it is the thread that deploys.
final class SshAccess {

    private static final Logger LOG = System.getLogger("reserve.ssh");
    private static final long TO_END_SECONDS = 5;

    private final Path data;
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
            task -> Thread.ofPlatform().name("ssh-control").daemon().unstarted(task));
    /// What is asked for; belongs to the thread that configures.
    private @Nullable SshSettings wanted;
    /// Belongs to the worker.
    private @Nullable SshEndpoint endpoint;

    /// @param data the data directory
    SshAccess(Path data) {
        this.data = data;
    }

    /// Has SSH served with these settings in place of those before. Sessions of those before end, unless nothing has changed.
    ///
    /// @throws IllegalArgumentException if that cannot be; then all stays as it was
    void open(SshSettings settings) {
        SshSettings before = wanted;
        if (settings.equals(before)) {
            return;
        }
        PrivateFile.check("host.key", data.resolve(settings.hostKey()));
        if (before == null || !before.address().equals(settings.address())) {
            checkFree(settings);
        }
        wanted = settings;
        worker.execute(() -> {
            shut();
            try {
                endpoint = SshEndpoint.open(settings, data);
            } catch (IOException | RuntimeException | LinkageError e) { // the last resort of this thread; the rest of the server goes on
                LOG.log(Level.ERROR, "SSH does not listen on " + shown(settings.address()), e);
            }
        });
    }

    private static String shown(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ", port " + address.getPort();
    }

    private static void checkFree(SshSettings settings) {
        InetSocketAddress address = settings.address();
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (IOException e) {
            throw new IllegalArgumentException("address=" + address.getAddress().getHostAddress() + ", port=" + address.getPort() + ": "
                    + e.getMessage() + "; expected an address of this machine, and a port on it that is free", e);
        }
    }

    /// Stops serving SSH, and ends its sessions.
    void close() {
        if (wanted != null) {
            wanted = null;
            worker.execute(this::shut);
        }
    }

    /// The same for good: waits for it.
    void end() throws InterruptedException {
        close();
        worker.shutdown();
        if (!worker.awaitTermination(TO_END_SECONDS, TimeUnit.SECONDS)) {
            LOG.log(Level.WARNING, "SSH has not ended within {0} seconds", TO_END_SECONDS);
        }
    }

    private void shut() {
        SshEndpoint open = endpoint;
        if (open != null) {
            endpoint = null;
            open.close();
        }
    }
}
