package dev.reserve.core.deploy;

import dev.reserve.core.listener.Listener;

/// A listener, and the name that its socket came with. Several sockets may come with one name (systemd gives all sockets of a unit the
/// same); their listeners then have names such as `web` and `web.2`, and a binding for `web` holds for all of them.
record Door(Listener listener, String fdName) {

    boolean isCalled(String name) {
        return listener.name().equals(name) || fdName.equals(name);
    }
}
