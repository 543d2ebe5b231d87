package dev.reserve.core.binding;

import dev.reserve.core.configuration.Form;
import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.Setting;
import dev.reserve.core.configuration.SettingTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Which app, with which arguments, serves a listener.
///
/// @param name from the name of its file, `reserve.binding-NAME.cfg`
/// @param listener the name of the listener
/// @param app the name of the app
/// @param args what the app is launched with
/// @param drainTimeout for versions that serve this binding; otherwise the general one holds
public record Binding(String name, String listener, String app, List<String> args, Optional<Duration> drainTimeout) {

    private static final Setting<String> LISTENER = Setting.required("listener", Form.text("the name of a listener"),
            "the name of the listener; several sockets may share one: a binding for `web` holds for `web.2`, too");
    private static final Setting<String> APP = Setting.required("app", Form.text("the name of an app"), "the name of the app");
    private static final Setting<List<String>> ARGS = Setting.of("args", ArgumentLine.FORM, List.of(),
            "what it is launched with; words are separated by blanks and quoted as in a shell");
    private static final Setting<Duration> DRAIN = Setting.optional("drain.timeout.seconds", Form.seconds(), "that of the app",
            "how long connections of a replaced version may go on");

    public static final SettingTable TABLE = new SettingTable("reserve.binding", true, "Bindings",
            "Which app serves a listener.", List.of(LISTENER, APP, ARGS, DRAIN));

    public Binding {
        args = List.copyOf(args);
    }

    /// Reads a binding from its configuration.
    public static Binding of(String name, Keys keys) {
        return new Binding(name, keys.get(LISTENER), keys.get(APP), keys.get(ARGS), keys.find(DRAIN));
    }
}
