package dev.reserve.core.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingTableTest {

    private static final Setting<Integer> SIZE = Setting.of("pool.size", Form.number(1, 10, "threads"), 4, "how many");
    private static final Setting<String> NAME = Setting.required("name", Form.text("a name"), "whose");
    private static final Setting<String> NOTE = Setting.optional("note", Form.text("a text"), "none", "what else");
    private static final SettingTable TABLE = new SettingTable("test.pool", true, "Pools", "What a pool is like.",
            List.of(SIZE, NAME, NOTE));

    @Test
    void aKeyThatIsMissingOrBlankIsTheDefault() {
        Keys keys = new Keys(TABLE, Map.of("name", " x ", "pool.size", " "));
        assertEquals(4, keys.get(SIZE));
        assertEquals(5, keys.get(SIZE, 5));
        assertEquals("x", keys.get(NAME));
        assertEquals(Optional.empty(), keys.find(NOTE));
    }

    @Test
    void everyWrongKeyIsNamed() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("pool.sise", "3");
        values.put("pool.size", "11");
        values.put("zzz", "");
        assertEquals("unknown key pool.sise (did you mean pool.size?); pool.size=11; expected a whole number from 1 to 10;"
                + " unknown key zzz; expected one of name, note, pool.size",
                assertThrows(IllegalArgumentException.class, () -> new Keys(TABLE, values)).getMessage());
    }

    @Test
    void aMissingKeyIsNamedIfNoneIsMisspelt() {
        assertEquals(List.of(new SettingTable.Problem("name", "the key name is missing; expected name=NAME")), TABLE.check(Map.of()));
        assertEquals(List.of(new SettingTable.Problem("nme", "unknown key nme (did you mean name?)")), TABLE.check(Map.of("nme", "x")));
    }

    @Test
    void whatCannotBeSeenInAKeyIsShown() {
        assertEquals("unknown key 'note\\u00a0' (did you mean note?)", TABLE.check(Map.of("note\u00a0", "x")).getFirst().message());
        assertEquals("unknown key ' note' (did you mean note?)", TABLE.check(Map.of(" note", "x")).getFirst().message());
    }

    @Test
    void aSettingOfAnotherTableIsNotAskedFor() {
        Keys keys = new Keys(TABLE, Map.of("name", "x"));
        assertThrows(IllegalArgumentException.class, () -> keys.find(Setting.of("other", Form.onOff(), true, "")));
    }

    @Test
    void theNameOfTheFileFollowsFromTheTable() {
        assertEquals("test.pool-NAME.cfg", TABLE.file());
        assertEquals("test.pool-a.cfg", TABLE.file("a"));
        assertEquals("test.cfg", new SettingTable("test", false, "", "", List.of()).file());
    }
}
