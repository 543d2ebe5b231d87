package dev.reserve.wsgi.link;

import dev.reserve.http.spi.Completing;

/// The thread of a link. It completes most responses, and goes on with their connections.
final class LinkThread extends Thread implements Completing {

    LinkThread(Runnable task, String name) {
        super(null, task, name, 0, false);
        setDaemon(true);
    }
}
