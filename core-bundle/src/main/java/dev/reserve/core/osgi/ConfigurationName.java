package dev.reserve.core.osgi;

import dev.reserve.core.configuration.Nearest;
import dev.reserve.core.configuration.SettingTable;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The name of a configuration file, `PID.cfg` or `PID-NAME.cfg`, understood as FileInstall does: what stands before the first `~`, or else the first `-`,
/// is the PID.
///
/// @param name empty if there is none
record ConfigurationName(String pid, String name) {

    private static final String END = ".cfg";
    /// With more letters wrong than so many it may well be the file of somebody else.
    private static final int LETTERS = 2;

    static ConfigurationName of(String file) {
        String base = file.endsWith(END) ? file.substring(0, file.length() - END.length()) : file;
        int end = base.indexOf('~') > 0 ? base.indexOf('~') : base.indexOf('-');
        return end <= 0 ? new ConfigurationName(base, "") : new ConfigurationName(base.substring(0, end), base.substring(end + 1));
    }

    /// Whether a file is one of the server's, or looks as if it were meant to be.
    static boolean isOurs(String file, Collection<SettingTable> tables) {
        if (!file.endsWith(END)) {
            return false;
        }
        String pid = of(file).pid.toLowerCase(Locale.ROOT);
        return pid.equals("reserve") || pid.startsWith("reserve.") || Nearest.to(pid, pids(tables), LETTERS).isPresent();
    }

    /// The table of such a file.
    Optional<SettingTable> table(Collection<SettingTable> tables) {
        return tables.stream().filter(table -> table.pid().equals(pid) && table.several() == !name.isEmpty()).findFirst();
    }

    /// What is wrong with a name for which there is no table.
    String whyUnknown(Collection<SettingTable> tables) {
        Optional<SettingTable> same = tables.stream().filter(table -> table.pid().equals(pid)).findFirst();
        if (same.isPresent()) {
            return "there is no such file; expected " + same.get().file();
        }
        Optional<String> near = Nearest.to(pid.toLowerCase(Locale.ROOT), pids(tables)).flatMap(
                meant -> tables.stream().filter(table -> table.pid().equals(meant)).findFirst().map(this::written));
        return "there is no such kind of file" + near.map(file -> " (did you mean " + file + "?)").orElseGet(
                () -> "; expected one of " + tables.stream().map(SettingTable::file).sorted().collect(Collectors.joining(", ")));
    }

    private String written(SettingTable table) {
        return table.several() && name.isEmpty() ? table.file() : table.file(table.several() ? name : "");
    }

    private static Collection<String> pids(Collection<SettingTable> tables) {
        return tables.stream().map(SettingTable::pid).toList();
    }
}
