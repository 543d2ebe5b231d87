package dev.reserve.core.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

class BoundsTest {

    @Test
    void areThoseOfTheRangeThatTheFilterWasMadeOf() {
        for (String range : new String[]{"[1.2.0,2.0.0)", "(1.2.0,2.0.0]", "[1.2.0,1.2.0]", "[0.0.0,3.0.0)"}) {
            assertEquals(range, Bounds.of(new VersionRange(range).toFilterString("version"), "version").toString());
        }
        assertEquals("1.2.0 or newer", Bounds.of("(&(osgi.wiring.package=a)(version>=1.2.0))", "version").toString());
        assertEquals("any version", Bounds.of("(osgi.wiring.package=a)", "version").toString());
        assertEquals("any version", Bounds.of("(bundle-version>=1.0.0)", "version").toString());
    }

    @Test
    void includeWhatTheRangeIncludes() {
        for (String range : new String[]{"[1.2,2)", "(1.2,2]", "[1.2,1.2]", "1.2", "(1.2,2)"}) {
            for (String version : new String[]{"1.1", "1.2", "1.3", "2", "3"}) {
                boolean expected = new VersionRange(range).includes(new Version(version));
                assertEquals(expected,
                        Bounds.of(new VersionRange(range).toFilterString("version"), "version").includes(new Version(version)),
                        range + " " + version);
            }
        }
        assertTrue(Bounds.ANY.includes(Version.emptyVersion));
        assertFalse(Bounds.of("(version>=1.0.0)", "version").includes(Version.emptyVersion));
    }
}
