package dev.reserve.core.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.core.binding.Binding;
import dev.reserve.core.configuration.SettingTable;
import dev.reserve.core.deploy.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationNameTest {

    private static final List<SettingTable> TABLES = List.of(Settings.TABLE, Binding.TABLE);

    @ParameterizedTest
    @CsvSource({"reserve.cfg,reserve,''", "reserve.binding-web.cfg,reserve.binding,web", "reserve.binding-a-b.cfg,reserve.binding,a-b",
        "reserve.binding~a-b.cfg,reserve.binding,a-b", "reserve.binding-.cfg,reserve.binding,''", "-x.cfg,-x,''"})
    void aNameIsUnderstoodAsFileInstallDoes(String file, String pid, String name) {
        assertEquals(new ConfigurationName(pid, name), ConfigurationName.of(file));
    }

    @ParameterizedTest
    @CsvSource({"reserve.cfg,true", "reserve.bindng-web.cfg,true", "resrve.binding-web.cfg,true", "server.cfg,false",
        "Reserve.Binding-web.cfg,true",
        "reserve.new.thing.cfg,true", "reserve-x.cfg,true", "reserve.binding-web.config,false", "shop.cfg,false", "reservations.cfg,false",
        "org.example.binding-web.cfg,false"})
    void filesThatWereMeantForTheServerAreTold(String file, boolean ours) {
        assertEquals(ours, ConfigurationName.isOurs(file, TABLES));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "reserve.bindng-web.cfg|there is no such kind of file (did you mean reserve.binding-web.cfg?)",
        "Reserve.Binding-web.cfg|there is no such kind of file (did you mean reserve.binding-web.cfg?)",
        "reserve.bindng.cfg|there is no such kind of file (did you mean reserve.binding-NAME.cfg?)",
        "resrve.cfg|there is no such kind of file (did you mean reserve.cfg?)",
        "reserve.somethingelse.cfg|there is no such kind of file; expected one of reserve.binding-NAME.cfg, reserve.cfg",
        "reserve-x.cfg|there is no such file; expected reserve.cfg",
        "reserve.binding.cfg|there is no such file; expected reserve.binding-NAME.cfg"})
    void theNearestKnownOneIsNamed(String file, String reason) {
        assertEquals(reason, ConfigurationName.of(file).whyUnknown(TABLES));
    }

    @Test
    void thereIsOneOrThereAreSeveral() {
        assertEquals(false, ConfigurationName.of("reserve.binding.cfg").table(TABLES).isPresent());
        assertEquals(true, ConfigurationName.of("reserve.binding-web.cfg").table(TABLES).isPresent());
    }
}
