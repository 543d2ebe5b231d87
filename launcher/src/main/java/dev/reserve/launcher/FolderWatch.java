package dev.reserve.launcher;

import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/// Sees to it that somebody looks at the deploy folder, and as soon as something has changed there. FileInstall's thread for it logs whatever goes wrong; if memory is so short that it cannot
/// even do that, it dies, and nothing that is dropped into the folder would ever be seen again.
final class FolderWatch {

    private static final System.Logger LOG = System.getLogger(FolderWatch.class.getName());
    private static final String FILE_INSTALL = "org.apache.felix.fileinstall";

    /// So much memory has to be there at so many looks in a row before a start is risked: if memory runs out in the middle of one, the bundle can
    /// neither be started nor stopped any more.
    private static final int ROOM = 4 << 20;
    private static final int LOOKS = 5;

    private final Bundle fileInstall;
    private final String name;
    private final FolderEvents events;
    private volatile @Nullable Thread watcher;
    private boolean told;
    private int enough;

    private FolderWatch(Bundle fileInstall, Path deploy) {
        this.fileInstall = fileInstall;
        this.name = "fileinstall-" + deploy;
        this.events = new FolderEvents(deploy, this::wake);
    }

    static FolderWatch of(List<Bundle> bundles, Path deploy) throws Exit {
        Bundle fileInstall = bundles.stream().filter(bundle -> FILE_INSTALL.equals(bundle.getSymbolicName())).findFirst()
                .orElseThrow(() -> new Exit(Exit.INTERNAL, "the distribution has no bundle " + FILE_INSTALL));
        FolderWatch watch = new FolderWatch(fileInstall, deploy);
        watch.watcher = watch.find().orElseThrow(() -> new Exit(Exit.INTERNAL, "there is no thread " + watch.name));
        return watch;
    }

    /// Starts FileInstall again if its thread has died. To be called about once a second.
    ///
    /// @throws OutOfMemoryError if there is still too little for that; the next look tries again
    void look() {
        if (!told) { // not at the start, which it would take longer
            told = true;
            events.start();
        }
        Thread present = watcher;
        if (present != null && present.isAlive()) {
            return;
        }
        present = find().orElse(null);
        watcher = present;
        if (present != null || fileInstall.getState() != Bundle.ACTIVE) { // others have started it, or stopped it
            return;
        }
        int before = enough;
        enough = 0;
        requireMemory();
        enough = before + 1;
        if (enough < LOOKS) {
            return;
        }
        enough = 0;
        LOG.log(System.Logger.Level.WARNING,
                "the thread that looks at the deploy folder has died, most likely for want of memory: starting another");
        try {
            fileInstall.stop(Bundle.STOP_TRANSIENT);
            fileInstall.start(Bundle.START_TRANSIENT);
        } catch (BundleException e) {
            LOG.log(System.Logger.Level.ERROR, "nobody looks at the deploy folder until the server is started anew", e);
        }
    }

    /// FileInstall's thread waits for its next look on itself.
    private void wake() {
        Thread present = watcher;
        if (present != null) {
            synchronized (present) {
                present.notifyAll();
            }
        }
    }

    private static void requireMemory() {
        byte[] room = new byte[ROOM];
        try {
            LOG.log(System.Logger.Level.DEBUG, "there are {0} bytes of memory", room.length);
        } finally {
            Reference.reachabilityFence(room);
        }
    }

    private Optional<Thread> find() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread[] threads = new Thread[2 * group.activeCount() + 10];
        group.enumerate(threads);
        return Arrays.stream(threads).filter(Objects::nonNull).filter(thread -> thread.getName().equals(name)).findFirst();
    }
}
