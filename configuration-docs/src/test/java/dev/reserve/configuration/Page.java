package dev.reserve.configuration;

import dev.reserve.core.configuration.Setting;
import dev.reserve.core.configuration.SettingTable;
import java.util.List;
import java.util.stream.Collectors;

/// The tables of settings as a part of `docs/configuration.md`.
final class Page {

    private static final String BEGIN = "<!-- written by the test of configuration-docs: do not edit -->\n";
    private static final String END = "<!-- end of what is written -->\n";

    private Page() {}

    /// The page with what it has between the marks written anew.
    static String with(String page, List<SettingTable> tables) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("the page has no lines " + BEGIN + " and " + END);
        }
        return page.substring(0, begin) + BEGIN + tables.stream().map(Page::section).collect(Collectors.joining()) + "\n"
                + page.substring(end);
    }

    private static String section(SettingTable table) {
        return "\n## " + table.title() + ": `" + table.file() + "`\n\n" + table.description() + "\n\n"
                + "| key | value | default | what it does |\n|---|---|---|---|\n"
                + table.settings().stream().map(Page::row).collect(Collectors.joining());
    }

    private static String row(Setting<?> setting) {
        return "| `" + setting.key() + "` | " + Value.of(setting.form()) + " | " + without(setting) + " | " + setting.description()
                + " |\n";
    }

    private static String without(Setting<?> setting) {
        if (setting.required()) {
            return "required";
        }
        return setting.otherwise().isEmpty() || setting.without().isEmpty()
                ? setting.without().isEmpty() ? "none" : setting.without()
                : "`" + setting.without() + "`";
    }
}
