package dev.reserve.launcher;

import dev.reserve.log.Logs;
import dev.reserve.log.output.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// `reserve`: the server.
public final class Reserve {
    private static final String COMMAND = "reserve";
    private static final System.Logger LOG = System.getLogger(Reserve.class.getPackageName() + "." + COMMAND);

    private Reserve() {}

    /// Runs the server until it is told to stop.
    public static void main(String[] arguments) throws InterruptedException {
        int code;
        Logging logging = Logging.install();
        try {
            Map<String, String> environment = System.getenv();
            Path home = Path.of(System.getProperty("reserve.home", ".")).toAbsolutePath().normalize();
            String base = environment.getOrDefault("RESERVE_BASE", "");
            Path own = base.isEmpty() ? home : Path.of(base).toAbsolutePath();
            List<String> words = RawArguments.decoded(RawArguments.of(arguments));
            serve(home, own, ReserveOptions.parse(words, own, environment), environment, logging);
            code = Exit.OK;
        } catch (Exit e) {
            code = e.print(COMMAND);
        } finally {
            logging.finish(); // whatever ends it, what has been logged is written
        }
        System.exit(code); // an app may have left threads behind that are no daemons
    }

    private static void serve(Path home, Path base, ReserveOptions options, Map<String, String> environment, Logging logging)
            throws Exit, InterruptedException {
        if (options.console()) {
            ServerConsole.require();
        }
        StopSignals signals = StopSignals.install(logging::flush);
        HangupSignal hangup = HangupSignal.install();
        LOG.log(System.Logger.Level.INFO, "Reserve {0}, process {1}, Java {2}", Product.version(),
                Long.toString(ProcessHandle.current().pid()),
                Runtime.version());
        LOG.log(System.Logger.Level.INFO, "deploy {0}, data {1}", options.deploy(), options.data());
        DataDirectory data = DataDirectory.lock(options.data());
        logging.configure(configuration(home, base).resolve("logging.cfg"), options.data());
        DataDirectory.createDirectory(options.deploy(), "rwxr-xr-x");
        List<Listener> listeners = Listeners.open(options.addresses(), environment, text -> LOG.log(System.Logger.Level.INFO, text));
        CountDownLatch done = new CountDownLatch(1);
        Optional<ServiceManager> manager = ServiceManager.of(environment, ProcessHandle.current().pid());
        try {
            for (Listener listener : listeners) {
                LOG.log(System.Logger.Level.INFO, "listener {0}: {1} ({2})", listener.name(), listener.address(), listener.origin());
            }
            Host host = Host.boot(home, options, listeners, logging);
            host.offer(Logs.class, logging);
            Runnable stop = () -> {
                manager.ifPresent(ServiceManager::stopping);
                host.stop();
            };
            // For an app that calls System.exit: an orderly end, with the exit code that it chose.
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stopBefore(done, stop)));
            LOG.log(System.Logger.Level.INFO, "serving");
            manager.ifPresent(present -> present.watch(new ServerHealth(host, options.data())));
            signals.then(stop);
            Runnable reopen = () -> {
                logging.reopen();
                host.signal("HUP");
            };
            hangup.then(() -> manager.ifPresentOrElse(present -> present.reloading(reopen), reopen));
            if (options.console() || (options.dev() && LocalTerminal.isThere())) {
                ServerConsole.start(options.data());
            }
            if (!options.watch().isEmpty()) {
                new JarWatch(options.watch(), options.deploy()).start();
            }
            host.waitForStop(logging::look);
        } catch (IOException e) {
            throw new Exit(Exit.OS_ERROR, e.toString(), e);
        } finally {
            Listeners.close(listeners);
            unlock(data);
            manager.ifPresent(ServiceManager::close);
            LOG.log(System.Logger.Level.INFO, "stopped");
            logging.finish();
            done.countDown();
        }
    }

    /// Where the files are that configure the server itself: an instance may have its own.
    private static Path configuration(Path home, Path base) {
        Path own = base.resolve("etc");
        return Files.isDirectory(own) ? own : home.resolve("etc");
    }

    private static void stopBefore(CountDownLatch done, Runnable stop) {
        if (done.getCount() == 0) {
            return; // the ordinary end
        }
        stop.run();
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
