package dev.reserve.shell;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/// The commands that show what Configuration Admin holds. It is changed by way of files in the deploy folder, so that it is there after a restart.
final class Configured {

    private static final String FILE = "felix.fileinstall.filename";

    private final Supplier<Optional<ConfigurationAdmin>> admin;

    Configured(Supplier<Optional<ConfigurationAdmin>> admin) {
        this.admin = admin;
    }

    /// One configuration.
    ///
    /// @param file that it comes from, or null
    record View(String pid, @Nullable String factoryPid, @Nullable String file, Map<String, String> properties) {}

    List<Command> commands() {
        return List.of(
                Command.of(Usage.showing("config:list", "shows the configurations that Configuration Admin holds").json(), this::list),
                Command.of(
                        Usage.showing("config:get", "shows one configuration, without secrets").json().argument("PID",
                                "of the configuration"),
                        this::get));
    }

    private String list(CommandSession session, Given given) throws CommandFailure, IOException {
        List<View> all = all();
        if (given.json()) {
            return Json.of(all);
        }
        Table table = new Table("PID", "FILE", "KEYS");
        all.forEach(each -> table.row(each.pid, each.file, String.join(" ", each.properties.keySet())));
        return table.isEmpty() ? "no configurations" : table.toString().stripTrailing();
    }

    private String get(CommandSession session, Given given) throws CommandFailure, IOException {
        String pid = given.argument("PID");
        View found = all().stream().filter(each -> each.pid.equals(pid)).findFirst()
                .orElseThrow(() -> new CommandFailure(CommandFailure.UNAVAILABLE,
                        "there is no configuration " + pid + "; config:list shows those that there are"));
        if (given.json()) {
            return Json.of(found);
        }
        Table table = new Table("KEY", "VALUE");
        found.properties.forEach(table::row);
        return table.isEmpty() ? "no keys" : table.toString().stripTrailing();
    }

    private List<View> all() throws CommandFailure, IOException {
        ConfigurationAdmin running = admin.get()
                .orElseThrow(() -> new CommandFailure(CommandFailure.UNAVAILABLE, "Configuration Admin is not running in this server"));
        List<View> views = new ArrayList<>();
        try {
            Configuration[] found = running.listConfigurations(null);
            for (Configuration each : found == null ? new Configuration[0] : found) {
                views.add(view(each));
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter is well-formed", e);
        }
        views.sort(Comparator.comparing(View::pid));
        return views;
    }

    private static View view(Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        Map<String, String> shown = new TreeMap<>();
        for (String key : properties == null ? List.<String>of() : Collections.list(properties.keys())) {
            shown.put(key, Secrets.isSecret(key) ? Secrets.MASK : Secrets.masked(text(properties.get(key))));
        }
        return new View(configuration.getPid(), configuration.getFactoryPid(), shown.get(FILE), shown);
    }

    private static String text(@Nullable Object value) {
        return value instanceof Object[] several ? Arrays.toString(several) : String.valueOf(value);
    }
}
