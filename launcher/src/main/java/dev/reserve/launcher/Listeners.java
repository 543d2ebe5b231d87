package dev.reserve.launcher;

import dev.reserve.core.socket.BindException;
import dev.reserve.core.socket.FdSocket;
import dev.reserve.core.socket.ListenAddress;
import dev.reserve.core.socket.ListenFds;
import dev.reserve.core.socket.UnfitDescriptorException;
import dev.reserve.core.socket.UnixSocketFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The sockets that the server starts with: first the inherited ones, then those of `-b`; one on this machine only if there are none.
final class Listeners {
    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());
    private static final String DEFAULT_NAME = "default";

    private final Consumer<String> notice;
    private final List<Listener> opened = new ArrayList<>();

    private Listeners(Consumer<String> notice) {
        this.notice = notice;
    }

    static List<Listener> open(List<ListenAddress> addresses, Map<String, String> environment, Consumer<String> notice) throws Exit {
        Listeners listeners = new Listeners(notice);
        listeners.adopt(environment);
        listeners.bind(addresses);
        return listeners.opened;
    }

    private void adopt(Map<String, String> environment) throws Exit {
        ListenFds fds;
        try {
            fds = ListenFds.parse(environment, ProcessHandle.current().pid());
        } catch (IllegalArgumentException e) {
            throw new Exit(Exit.CONFIGURATION, String.valueOf(e.getMessage()), e);
        }
        switch (fds) {
            case ListenFds.Absent none -> {}
            case ListenFds.NotForUs(String reason) -> notice.accept(reason);
            case ListenFds.Inherited(List<ListenFds.Socket> sockets) -> {
                check(sockets);
                for (ListenFds.Socket socket : sockets) {
                    opened.add(adopted(socket));
                }
            }
        }
    }

    // All of them are looked at before the first is touched: whoever has to repair the configuration gets the whole list.
    private static void check(List<ListenFds.Socket> sockets) throws Exit {
        List<String> unfit = new ArrayList<>();
        for (ListenFds.Socket socket : sockets) {
            try {
                FdSocket.inspect(socket.fd()).requireAdoptable();
            } catch (UnfitDescriptorException e) {
                unfit.add("inherited " + e.getMessage()
                        + (socket.fdName().equals("fd" + socket.fd()) ? "" : " (named " + socket.fdName() + ")"));
            }
        }
        if (!unfit.isEmpty()) {
            throw new Exit(Exit.CONFIGURATION, String.join("\n", unfit));
        }
    }

    private static Listener adopted(ListenFds.Socket socket) throws Exit {
        try {
            return new Listener(socket.name(), socket.fdName(), "inherited fd " + socket.fd(), FdSocket.inspect(socket.fd()).adopt(), null);
        } catch (IOException e) {
            throw new Exit(Exit.OS_ERROR, "inherited fd " + socket.fd() + ": " + e.getMessage(), e);
        }
    }

    private void bind(List<ListenAddress> given) throws Exit {
        List<ListenAddress> addresses = given;
        if (given.isEmpty() && opened.isEmpty()) {
            notice.accept("no inherited socket and no -b: listening on " + SdlaunchOptions.DEFAULT_ADDRESS);
            addresses = List.of(ListenAddress.parse("-b", SdlaunchOptions.DEFAULT_ADDRESS));
        }
        List<String> names = new ArrayList<>();
        opened.forEach(listener -> names.add(listener.name()));
        addresses.forEach(address -> names.add(address.name().orElse(DEFAULT_NAME)));
        List<String> unique = ListenFds.uniqueNames(names);
        try {
            for (ListenAddress address : addresses) {
                int index = opened.size();
                opened.add(new Listener(unique.get(index), names.get(index), "-b", address.bind(FdSocket.BACKLOG, notice), file(address)));
            }
        } catch (BindException e) {
            close(opened);
            throw Exit.cannotListen(e);
        } catch (IOException e) {
            close(opened);
            throw new Exit(Exit.OS_ERROR, String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable UnixSocketFile file(ListenAddress address) throws IOException {
        Optional<Path> path = address.path();
        return path.isPresent() ? UnixSocketFile.at(path.get()) : null;
    }

    /// Closes them, and removes the files of the Unix sockets that were opened here. Those of inherited ones belong to who opened them.
    static void close(List<Listener> listeners) {
        for (Listener listener : listeners) {
            try {
                listener.channel().close();
                UnixSocketFile file = listener.file();
                if (file != null) {
                    file.remove();
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "closing listener " + listener.name(), e);
            }
        }
    }
}
