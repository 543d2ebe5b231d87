package dev.reserve.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// `reserve`: the server.
public final class Reserve {
    private static final String COMMAND = "reserve";
    private static final System.Logger LOG = System.getLogger(Reserve.class.getPackageName() + "." + COMMAND);

    private Reserve() {}

    /// Runs the server until it is told to stop.
    public static void main(String[] arguments) throws InterruptedException {
        int code;
        try {
            Map<String, String> environment = System.getenv();
            Path home = Path.of(System.getProperty("reserve.home", ".")).toAbsolutePath().normalize();
            String base = environment.getOrDefault("RESERVE_BASE", "");
            List<String> words = RawArguments.decoded(RawArguments.of(arguments));
            serve(home, ReserveOptions.parse(words, base.isEmpty() ? home : Path.of(base), environment), environment);
            code = Exit.OK;
        } catch (Exit e) {
            e.print(COMMAND);
            code = e.code();
        }
        System.exit(code); // an app may have left threads behind that are no daemons
    }

    private static void serve(Path home, ReserveOptions options, Map<String, String> environment) throws Exit, InterruptedException {
        LogOutput.install();
        if (options.console()) {
            ServerConsole.require();
        }
        StopSignals signals = StopSignals.install();
        HangupSignal hangup = HangupSignal.install();
        LOG.log(System.Logger.Level.INFO, "Reserve {0}, process {1}, Java {2}", Product.version(),
                Long.toString(ProcessHandle.current().pid()),
                Runtime.version());
        LOG.log(System.Logger.Level.INFO, "deploy {0}, data {1}", options.deploy(), options.data());
        DataDirectory data = DataDirectory.lock(options.data());
        DataDirectory.createDirectory(options.deploy(), "rwxr-xr-x");
        List<Listener> listeners = Listeners.open(options.addresses(), environment, text -> LOG.log(System.Logger.Level.INFO, text));
        CountDownLatch done = new CountDownLatch(1);
        try {
            for (Listener listener : listeners) {
                LOG.log(System.Logger.Level.INFO, "listener {0}: {1} ({2})", listener.name(), listener.address(), listener.origin());
            }
            Host host = Host.boot(home, options, listeners);
            // For an app that calls System.exit: an orderly end, with the exit code that it chose.
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stopBefore(done, host)));
            LOG.log(System.Logger.Level.INFO, "serving");
            signals.then(host::stop);
            hangup.then(() -> host.signal("HUP"));
            if (options.console()) {
                ServerConsole.start(options.data());
            }
            host.waitForStop();
        } catch (IOException e) {
            throw new Exit(Exit.OS_ERROR, e.toString(), e);
        } finally {
            Listeners.close(listeners);
            unlock(data);
            LOG.log(System.Logger.Level.INFO, "stopped");
            done.countDown();
        }
    }

    private static void stopBefore(CountDownLatch done, Host host) {
        if (done.getCount() == 0) {
            return; // the ordinary end
        }
        host.stop();
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void unlock(DataDirectory data) {
        try {
            data.unlock();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "unlocking the data directory", e);
        }
    }
}
