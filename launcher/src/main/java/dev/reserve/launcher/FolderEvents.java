package dev.reserve.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tells at once when something changes in a folder, by what the kernel tells of it (`inotify(7)`): the next look of who looks now and then need not be waited for. A help only:
/// the kernel does not tell what others do in a folder on a network, and has only so many watches for a user.
final class FolderEvents {

    private static final System.Logger LOG = System.getLogger(FolderEvents.class.getName());
    /// Who looks takes what it finds twice the same, and may have been looking when the event came.
    private static final int TIMES = 3;
    private static final int APART_MILLIS = 20;

    private final Path folder;
    private final Runnable changed;

    /// @param changed called after a change, a few times in short order, on one thread
    FolderEvents(Path folder, Runnable changed) {
        this.folder = folder;
        this.changed = changed;
    }

    /// Begins, on a thread of its own, for as long as the process lives.
    Thread start() {
        return Thread.ofPlatform().daemon().name("watch-deploy").start(() -> {
            try {
                run();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.INFO, "the kernel does not tell of changes in {0}, which are seen somewhat later: {1}", folder,
                        e);
            }
        });
    }

    private void run() throws IOException, InterruptedException {
        while (true) {
            Object present = key();
            if (present == null) {
                TimeUnit.SECONDS.sleep(1);
            } else {
                try (WatchService events = folder.getFileSystem().newWatchService()) {
                    folder.register(events, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
                    changed.run(); // it may have before the watch
                    boolean watched = true;
                    while (watched && present.equals(key())) { // otherwise it is gone, or another has come in its place
                        WatchKey event = events.poll(1, TimeUnit.SECONDS);
                        watched = event == null || tell(event);
                    }
                }
            }
        }
    }

    /// @return whether there will be more
    private boolean tell(WatchKey event) throws InterruptedException {
        boolean watched = true;
        for (int i = 0; i < TIMES; i++) {
            event.pollEvents();
            watched = event.reset();
            changed.run();
            Thread.sleep(APART_MILLIS);
        }
        return watched;
    }

    /// Which folder is there, if one is.
    private @Nullable Object key() {
        try {
            return Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
        } catch (IOException _) {
            return null;
        }
    }
}
