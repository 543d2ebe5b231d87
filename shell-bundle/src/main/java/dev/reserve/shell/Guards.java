package dev.reserve.shell;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.felix.gogo.runtime.Reflective;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.BundleStartLevel;

/// Stands before those commands of Felix that would end the server by the way, and refuses what would. All else goes on to Felix.
final class Guards {

    private static final int BEFORE_FELIX = 1000;
    private static final int AFTER_ALL = -1000;
    private static final String FELIX = "felix";
    private static final String CORE = "dev.reserve.core";
    private static final String INSTEAD = "; reserve:shutdown ends the server";

    /// Whose arguments are bundles.
    private static final List<String> BUNDLES = List.of("stop", "uninstall", "update", "refresh");
    private static final Set<String> LEAVING = Set.of("exit", "quit", "logout", "shutdown");
    private static final Set<String> SCOPES = Set.of("gosh", FELIX);

    private final BundleContext context;

    Guards(BundleContext context) {
        this.context = context;
    }

    /// Whether a command, given with its scope, is there only to refuse.
    static boolean refuses(String name) {
        int colon = name.indexOf(':');
        return SCOPES.contains(name.substring(0, Math.max(0, colon))) && LEAVING.contains(name.substring(colon + 1));
    }

    void register() {
        for (String name : BUNDLES) {
            register(FELIX, name, BEFORE_FELIX, (session, words) -> {
                if (words.isEmpty()) { // of which Felix makes an exception, or nothing at all
                    throw new CommandFailure(CommandFailure.USAGE,
                            name + ": no bundle is given; expected ids or symbolic names, as lb -s has them");
                }
                for (Object word : words) {
                    refuse(name, session, word);
                }
                return felix(name, session, words);
            });
        }
        register(FELIX, "frameworklevel", BEFORE_FELIX, (session, words) -> {
            refuseLevel(words);
            return felix("frameworklevel", session, words);
        });
        for (String name : LEAVING) { // a shell that can be left has its own, which go first
            for (String scope : SCOPES) {
                register(scope, name, AFTER_ALL, (_, _) -> {
                    throw refused(name + ": there is no shell to leave here, and the server goes on");
                });
            }
        }
    }

    private void register(String scope, String name, int ranking, Function function) {
        context.registerService(Guarded.class, new Guarded(function),
                FrameworkUtil.asDictionary(Map.of(CommandProcessor.COMMAND_SCOPE, scope,
                        CommandProcessor.COMMAND_FUNCTION, name, Constants.SERVICE_RANKING, ranking)));
    }

    /// A function of its own for each command, as Gogo tells them apart by their identity.
    private record Guarded(Function function) implements Function {

        @Override
        public @Nullable Object execute(CommandSession session, List<Object> words) throws Exception {
            return function.execute(session, words);
        }
    }

    private void refuse(String command, CommandSession session, @Nullable Object word) throws CommandFailure {
        if (word instanceof Collection<?> several) {
            for (Object each : several) {
                refuse(command, session, each);
            }
            return;
        }
        if (word == null || word.toString().startsWith("-")) {
            return;
        }
        Object converted = word instanceof Bundle ? word : bundle(session, word.toString());
        if (converted instanceof Bundle bundle && bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
            throw refused(command + ": bundle 0 is the framework, and with it the whole server");
        }
        if (converted instanceof Bundle bundle && CORE.equals(bundle.getSymbolicName())) {
            throw refused(command + ": bundle " + bundle.getBundleId() + " (" + CORE
                    + ") has the listeners: without it the server serves nobody until it is started anew");
        }
    }

    /// Null if it names no bundle, which Felix says then.
    private @Nullable Object bundle(CommandSession session, String name) {
        if (name.equals(Constants.SYSTEM_BUNDLE_SYMBOLICNAME)) {
            return context.getBundle(Constants.SYSTEM_BUNDLE_ID);
        }
        try {
            return session.convert(Bundle.class, name);
        } catch (RuntimeException _) {
            return null;
        }
    }

    /// Bundles below a start level are stopped; the shell is above the core.
    private void refuseLevel(List<Object> words) throws CommandFailure {
        int own = context.getBundle().adapt(BundleStartLevel.class).getStartLevel();
        for (Object word : words) {
            String level = String.valueOf(word);
            if (level.matches("-?\\d{1,9}") && Integer.parseInt(level) < own) {
                throw refused("frameworklevel: below " + own + " there is neither the core nor the shell");
            }
        }
    }

    private static CommandFailure refused(String why) {
        return new CommandFailure(CommandFailure.FAILED, why + INSTEAD);
    }

    private @Nullable Object felix(String name, CommandSession session, List<Object> words) throws Exception {
        ServiceReference<?> reference = original(name);
        Object felix = context.getService(reference);
        try {
            return Reflective.invoke(session, felix, name, new ArrayList<>(words));
        } finally {
            context.ungetService(reference);
        }
    }

    private ServiceReference<?> original(String name) throws InvalidSyntaxException, CommandFailure {
        ServiceReference<?>[] references = context.getAllServiceReferences(null,
                "(&(" + CommandProcessor.COMMAND_SCOPE + "=" + FELIX + ")(" + CommandProcessor.COMMAND_FUNCTION + "=" + name + "))");
        return List.of(references == null ? new ServiceReference<?>[0] : references).stream()
                .filter(reference -> !context.getBundle().equals(reference.getBundle())).max(Comparator.naturalOrder())
                .orElseThrow(() -> new CommandFailure(CommandFailure.USAGE,
                        "there is no command '" + FELIX + ":" + name.toLowerCase(Locale.ROOT) + "'; 'help' lists them"));
    }
}
