package dev.reserve.core.osgi;

import dev.reserve.core.configuration.ConfigurationText;
import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.SettingTable;
import dev.reserve.core.hosting.ConfigurationKind;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/// Takes the server's `.cfg` files in the deploy folder to Configuration Admin, in the place of FileInstall: only those without a mistake, so that what was
/// good goes on to hold, and what is wrong can be said with its line.
final class ConfigurationFiles implements ArtifactInstaller {

    private static final Logger LOG = System.getLogger("reserve.configuration");

    /// As FileInstall does, for whoever looks at the configuration.
    static final String FILE = "felix.fileinstall.filename";
    /// When to look again at a file that cannot be read: its time and its length, by which a change is seen, need not change when it can be.
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final ConfigurationAdmin admin;
    private final Configurations configurations;
    private final ConfigurationStates states;
    private final Function<String, @Nullable String> variables;
    /// Those that came before all kinds were known; null afterwards.
    private @Nullable Set<Path> early = new LinkedHashSet<>();
    private final Set<Path> pending = new HashSet<>();
    /// Those that had no byte in them when they were looked at last.
    private final Set<Path> empty = new HashSet<>();

    /// @param variables gives the value of what stands between `${` and `}`, or null
    ConfigurationFiles(ConfigurationAdmin admin, Configurations configurations, ConfigurationStates states,
            Function<String, @Nullable String> variables) {
        this.admin = admin;
        this.configurations = configurations;
        this.states = states;
        this.variables = variables;
    }

    @Override
    public boolean canHandle(File artifact) {
        return ConfigurationName.isOurs(artifact.getName(), tables());
    }

    @Override
    public void install(File artifact) {
        changed(artifact.toPath());
    }

    @Override
    public void update(File artifact) {
        changed(artifact.toPath());
    }

    @Override
    public synchronized void uninstall(File artifact) throws IOException, InvalidSyntaxException {
        pending.remove(artifact.toPath());
        empty.remove(artifact.toPath());
        if (early != null) {
            early.remove(artifact.toPath());
            return;
        }
        ConfigurationName name = ConfigurationName.of(artifact.getName());
        Optional<Configuration> configuration = find(name);
        if (configuration.isPresent()) {
            configuration.get().delete();
            if (name.table(tables()).isPresent()) {
                return; // the event does the rest
            }
        }
        configurations.removed(artifact.getName(), () -> name.table(tables()).map(SettingTable::pid).flatMap(configurations::kind)
                .ifPresent(kind -> kind.remove().accept(name.name())));
    }

    /// Reads what has come so far. To be called when all kinds are known.
    synchronized void open() {
        Set<Path> files = early == null ? Set.of() : early;
        early = null;
        for (Path file : files) {
            changed(file);
        }
    }

    private synchronized void changed(Path file) {
        if (early != null) {
            early.add(file);
            return;
        }
        String shown = String.valueOf(file.getFileName());
        ConfigurationName name = ConfigurationName.of(shown);
        Optional<ConfigurationKind<?>> kind = name.table(tables()).map(SettingTable::pid).flatMap(configurations::kind);
        if (kind.isEmpty()) {
            states.unknown(shown, name.whyUnknown(tables()));
        }
        try {
            byte[] content = read(file);
            if (content.length == 0 && empty.add(file)) { // most likely its first bytes are on their way
                lookAgain(file);
                return;
            }
            if (content.length > 0) {
                empty.remove(file);
            }
            ConfigurationText text = ConfigurationText.parse(content, variables);
            List<ConfigurationText.Problem> problems = kind.isPresent() ? check(text, kind.get(), name.name()) : text.problems();
            if (problems.isEmpty()) {
                put(file, name, text);
            } else {
                invalid(kind, shown, name, problems.stream().map(ConfigurationText.Problem::toString).collect(Collectors.joining("; ")));
            }
        } catch (NoSuchFileException e) { // gone since: then it is told so
            LOG.log(Level.DEBUG, "a configuration file has gone", e);
        } catch (IOException e) {
            invalid(kind, shown, name, "it cannot be read: " + reason(e) + "; expected a file that the server's user may read");
            lookAgain(file);
        }
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) { // to read a pipe could take forever, and nothing else would be looked at
            throw new IOException("it is not a regular file");
        }
        return Files.readAllBytes(file);
    }

    /// Takes what is good to Configuration Admin; its event does the rest.
    private void put(Path file, ConfigurationName name, ConfigurationText text) throws IOException {
        states.read(String.valueOf(file.getFileName()), text.lines());
        Configuration configuration = name.name().isEmpty()
                ? admin.getConfiguration(name.pid(), "?")
                : admin.getFactoryConfiguration(name.pid(), name.name(), "?");
        Map<String, Object> properties = new HashMap<>(text.values());
        properties.put(FILE, file.toUri().toString());
        configuration.update(FrameworkUtil.asDictionary(properties));
    }

    private void invalid(Optional<ConfigurationKind<?>> kind, String file, ConfigurationName name, String reason) {
        if (kind.isPresent()) {
            String full = states.invalid(file, reason);
            kind.get().invalid().accept(name.name(), full);
        }
    }

    private static List<ConfigurationText.Problem> check(ConfigurationText text, ConfigurationKind<?> kind, String name) {
        List<ConfigurationText.Problem> problems = new ArrayList<>(text.check(kind.table()));
        if (problems.isEmpty()) {
            try {
                kind.check(name, new Keys(kind.table(), text.values()));
            } catch (IllegalArgumentException e) {
                problems.add(new ConfigurationText.Problem(0, String.valueOf(e.getMessage())));
            }
        }
        return problems;
    }

    private void lookAgain(Path file) {
        if (pending.add(file)) {
            Thread.ofVirtual().name("look-again-" + file.getFileName()).start(() -> {
                LockSupport.parkNanos(AGAIN.toNanos());
                synchronized (this) {
                    if (pending.remove(file)) { // otherwise it is gone
                        changed(file);
                    }
                }
            });
        }
    }

    private Optional<Configuration> find(ConfigurationName name) throws IOException, InvalidSyntaxException {
        String pid = name.name().isEmpty() ? name.pid() : name.pid() + "~" + name.name();
        Configuration[] found = admin.listConfigurations("(service.pid=" + pid.replaceAll("([\\\\*()])", "\\\\$1") + ")");
        return found == null ? Optional.empty() : Optional.of(found[0]);
    }

    private Collection<SettingTable> tables() {
        return configurations.tables();
    }

    private static String reason(IOException e) {
        if (e instanceof FileSystemException failure) {
            String said = failure.getReason();
            return said == null ? failure.getClass().getSimpleName().replaceFirst("Exception$", "") : said;
        }
        return String.valueOf(e.getMessage());
    }
}
