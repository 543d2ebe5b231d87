package dev.reserve.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.core.binding.Binding;
import dev.reserve.core.configuration.SettingTable;
import dev.reserve.core.deploy.AppPolicy;
import dev.reserve.core.deploy.Settings;
import dev.reserve.core.listener.ListenerPolicy;
import dev.reserve.http.engine.HttpConfiguration;
import dev.reserve.http.engine.Mount;
import dev.reserve.ssh.SshSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.felix.metatype.AD;
import org.apache.felix.metatype.Designate;
import org.apache.felix.metatype.MetaData;
import org.apache.felix.metatype.MetaDataReader;
import org.apache.felix.metatype.OCD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationDocsTest {

    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
    private static final String WRITE = "mvn test -pl configuration-docs -am -Dtest=ConfigurationDocsTest -Dsurefire.failIfNoSpecifiedTests=false"
            + " -Dconfiguration.docs=write";

    /// The tables of each bundle that has some, in the order of the page.
    private static final Map<String, List<SettingTable>> TABLES = Map.of(
            "core-bundle", List.of(Settings.TABLE, AppPolicy.TABLE, Binding.TABLE, ListenerPolicy.TABLE),
            "http-bundle", List.of(HttpConfiguration.TABLE, Mount.TABLE),
            "ssh-bundle", List.of(SshSettings.TABLE));

    static List<String> bundles() {
        return TABLES.keySet().stream().sorted().toList();
    }

    private static Path resource(String bundle) {
        return CHECKOUT.resolve(bundle + "/src/main/resources/OSGI-INF/metatype/reserve.xml");
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void theMetatypeOfABundleIsThatOfItsTables(String bundle) throws IOException {
        check(resource(bundle), Metatype.of(TABLES.getOrDefault(bundle, List.of())));
    }

    @Test
    void thePageHasAllTables() throws IOException {
        Path page = CHECKOUT.resolve("docs/configuration.md");
        List<SettingTable> tables = bundles().stream().flatMap(bundle -> TABLES.getOrDefault(bundle, List.of()).stream()).toList();
        check(page, Page.with(Files.readString(page), tables));
    }

    /// As Felix's Metatype service would.
    @ParameterizedTest
    @MethodSource("bundles")
    void theMetatypeServiceUnderstandsAllOfIt(String bundle) throws IOException {
        MetaData data = new MetaDataReader().parse(resource(bundle).toUri().toURL());
        for (SettingTable table : TABLES.getOrDefault(bundle, List.of())) {
            OCD category = (OCD) Objects.requireNonNull(data.getObjectClassDefinitions().get(table.pid()));
            assertEquals(table.settings().stream().map(setting -> setting.key()).collect(Collectors.toSet()),
                    category.getAttributeDefinitions().keySet());
            for (var setting : table.settings()) {
                AD definition = (AD) Objects.requireNonNull(category.getAttributeDefinitions().get(setting.key()));
                String[] values = definition.getDefaultValue();
                if (setting.otherwise().isPresent() && !setting.without().isEmpty()) {
                    assertEquals(List.of(setting.without()), List.of(values), setting.key());
                    String refusal = definition.validate(setting.without().replaceAll("[,\\\\ ]", "\\\\$0"));
                    assertTrue(refusal == null || refusal.isEmpty(), () -> setting.key() + ": " + refusal);
                } else {
                    assertNull(values, setting.key());
                }
            }
        }
        List<String> designated = new ArrayList<>();
        for (Object each : data.getDesignates()) {
            Designate designate = (Designate) each;
            designated.add(String.valueOf(designate.getFactoryPid() == null ? designate.getPid() : designate.getFactoryPid()));
        }
        assertEquals(TABLES.getOrDefault(bundle, List.of()).stream().map(SettingTable::pid).toList(), designated);
    }

    private static void check(Path file, String expected) throws IOException {
        if (System.getProperty("configuration.docs", "").equals("write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, expected);
        }
        assertEquals(expected, Files.exists(file) ? Files.readString(file) : "",
                () -> CHECKOUT.relativize(file) + " is out of date; write it anew with\n    " + WRITE + "\nand commit it");
    }
}
