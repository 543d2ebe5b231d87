package dev.reserve.shell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.felix.gogo.jline.Builtin;
import org.apache.felix.gogo.jline.Posix;
import org.apache.felix.gogo.jline.Procedural;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/// The commands of Gogo's own shell that work on what others print: `grep`, `each`, `tac` and the like. None of their classes is loaded before one is used.
///
/// Its bundle is not started, for it would read commands from the server's standard input, and stop the framework at the end of that. What it has of
/// editors and multiplexers is left out: they are for people's own machines.
final class JLineCommands {

    private JLineCommands() {}

    static void register(BundleContext context, Supplier<Optional<CommandProcessor>> gogo) {
        // No method references to constructors: they would load the classes at once.
        register(context, () -> new Builtin(), "format", "getopt", "new", "set", "tac", "type");
        register(context, () -> new Procedural(), "each", "if", "not", "throw", "try", "until", "while", "break", "continue");
        register(context, () -> new Posix(gogo.get().orElseThrow()), "cat", "echo", "grep", "sort", "sleep", "cd", "pwd", "head",
                "tail", "wc", "date");
    }

    /// Gives a session those that need a terminal.
    static void add(CommandSession session, CommandProcessor gogo) {
        Object builtin = new Builtin();
        for (String name : List.of("jobs", "fg", "bg", "keymap", "setopt", "unsetopt", "history", "widget")) {
            session.put(name, new CommandProxy(builtin, name));
        }
        Object posix = new Posix(gogo);
        for (String name : List.of("ls", "less", "clear")) {
            session.put(name, new CommandProxy(posix, name));
        }
    }

    private static void register(BundleContext context, Supplier<Object> commands, String... functions) {
        context.registerService(Object.class.getName(), new Lazily(commands),
                FrameworkUtil.asDictionary(Map.of(CommandProcessor.COMMAND_SCOPE, "gogo", CommandProcessor.COMMAND_FUNCTION, functions)));
    }

    /// Makes the commands when the first is used, and keeps them.
    private static final class Lazily implements ServiceFactory<Object> {

        private final Supplier<Object> commands;
        private @Nullable Object made;

        Lazily(Supplier<Object> commands) {
            this.commands = commands;
        }

        @Override
        public synchronized Object getService(Bundle bundle, ServiceRegistration<Object> registration) {
            Object object = made;
            if (object == null) {
                object = commands.get();
                made = object;
            }
            return object;
        }

        @Override
        public void ungetService(Bundle bundle, ServiceRegistration<Object> registration, Object service) {
            // kept
        }
    }
}
