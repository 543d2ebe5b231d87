package dev.reserve.configuration;

import dev.reserve.core.configuration.Form;
import dev.reserve.core.configuration.Setting;
import dev.reserve.core.configuration.SettingTable;
import java.util.List;
import java.util.stream.Collectors;

/// Tables of settings as a resource for the Metatype service: OSGi Compendium 8, chapter 105.
final class Metatype {

    private Metatype() {}

    static String of(List<SettingTable> tables) {
        StringBuilder xml = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <!-- Written by the test of configuration-docs from the tables of settings. -->
                <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.3.0">
                """);
        tables.forEach(table -> xml.append(category(table)));
        for (SettingTable table : tables) {
            xml.append("  <Designate ").append(attribute(table.several() ? "factoryPid" : "pid", table.pid())).append(">\n    <Object ")
                    .append(attribute("ocdref", table.pid())).append("/>\n  </Designate>\n");
        }
        return xml.append("</metatype:MetaData>\n").toString();
    }

    private static String category(SettingTable table) {
        return "  <OCD " + attribute("id", table.pid()) + " " + attribute("name", "Reserve: " + table.title()) + " "
                + attribute("description", table.description() + " File: " + table.file()) + ">\n"
                + table.settings().stream().map(Metatype::definition).collect(Collectors.joining()) + "  </OCD>\n";
    }

    private static String definition(Setting<?> setting) {
        Form<?> form = setting.form();
        boolean number = !form.type().equals("String");
        StringBuilder xml = new StringBuilder("    <AD ").append(attribute("id", setting.key())).append(' ')
                .append(attribute("name", setting.key())).append(' ').append(attribute("type", form.type()));
        if (setting.otherwise().isPresent() && !setting.without().isEmpty()) {
            xml.append(' ').append(attribute("default", setting.without().replaceAll("[,\\\\ ]", "\\\\$0")));
        }
        if (number && !form.min().isEmpty()) {
            xml.append(' ').append(attribute("min", form.min()));
        }
        if (number && !form.max().isEmpty()) {
            xml.append(' ').append(attribute("max", form.max()));
        }
        xml.append(' ').append(attribute("required", Boolean.toString(setting.required()))).append("\n        ")
                .append(attribute("description", setting.description() + " – " + Value.of(form)));
        if (form.words().isEmpty()) {
            return xml.append("/>\n").toString();
        }
        xml.append(">\n");
        form.words().forEach(word -> xml.append("      <Option ").append(attribute("label", word)).append(' ')
                .append(attribute("value", word)).append("/>\n"));
        return xml.append("    </AD>\n").toString();
    }

    private static String attribute(String name, String text) {
        return name + "=\"" + text.replace("`", "").replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;") + "\"";
    }
}
