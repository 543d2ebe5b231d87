package dev.reserve.core.deploy;

import dev.reserve.core.leak.LeakWatch;
import dev.reserve.core.scheduling.Background;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Makes modules of copies in the store, and takes away those that nobody needs any more. Asked on the deploy thread, and answers there; what may take
/// its time happens on threads of its own.
final class Installer {

    private static final Logger LOG = System.getLogger("reserve.deploy");
    /// Of all in this process: a framework gives the module that it has to who installs one of its name.
    private static final AtomicLong INSTALLS = new AtomicLong();

    private final Kinds kinds;
    private final Store store;
    private final Writer writer;
    private final Supplier<Settings> settings;
    private final LeakWatch leaks;
    private final Set<Content> installed = new HashSet<>();

    Installer(Kinds kinds, Store store, Writer writer, Supplier<Settings> settings, LeakWatch leaks) {
        this.kinds = kinds;
        this.store = store;
        this.writer = writer;
        this.settings = settings;
        this.leaks = leaks;
    }

    /// A name for the next module, that no other has ever had.
    String nextName(String sha256) {
        return sha256.substring(0, 8) + "-" + INSTALLS.incrementAndGet();
    }

    /// Installs and starts a copy. If that fails, gives the copy back.
    ///
    /// @param copy fetches it from the store, on the thread that installs it
    void install(Artifact artifact, String name, Fetch copy, Consumer<Content> done, Consumer<RejectedException> failed) {
        Duration timeout = settings.get().launchTimeout();
        Background.start("install-" + artifact.file(), () -> {
            try {
                Content content = install(artifact, name, copy.get(), timeout);
                writer.post(() -> {
                    installed.add(content);
                    done.accept(content);
                });
            } catch (RejectedException e) {
                writer.post(() -> failed.accept(e));
            } catch (IOException e) {
                writer.post(() -> failed.accept(new RejectedException("the store cannot be read: " + e, e)));
            }
        });
    }

    /// Fetches a copy from the store.
    @FunctionalInterface
    interface Fetch {

        Store.Copy get() throws IOException, RejectedException;
    }

    private Content install(Artifact artifact, String name, Store.Copy copy, Duration timeout) throws IOException, RejectedException {
        try {
            Kind kind = kinds.of(artifact.file(), copy.file()).orElseThrow(() -> new RejectedException(kinds.expected()));
            Module module = Bounded.call("the start of " + artifact.file(), timeout, () -> kind.install(name, copy.file()),
                    Module::uninstall);
            return new Content(artifact, copy, kind, module);
        } catch (RejectedException | IOException e) {
            release(copy);
            throw e;
        }
    }

    /// Uninstalls what neither an artifact nor a version holds on to.
    void clean() {
        for (Content content : Set.copyOf(installed)) {
            Artifact artifact = content.artifact();
            boolean held = artifact.accepted().equals(Optional.of(content)) || artifact.trial().equals(Optional.of(content));
            if (!held && !content.used()) {
                installed.remove(content);
                Background.start("uninstall-" + content, () -> uninstall(content));
            }
        }
    }

    private void uninstall(Content content) {
        Optional<ClassLoader> loader = content.module().loader();
        content.module().uninstall();
        release(content.copy());
        loader.ifPresent(each -> leaks.watch(content.toString(), each));
        LOG.log(Level.DEBUG, "artifact {0}: uninstalled", content);
    }

    /// Gives a copy back to the store that nothing was made of. It may be the only one of its content, and large.
    void discard(Store.Copy copy) {
        Background.start("discard-" + copy.sha256(), () -> release(copy));
    }

    private void release(Store.Copy copy) {
        try {
            store.release(copy);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the store keeps a file that it should not: " + copy.file(), e);
        }
    }
}
