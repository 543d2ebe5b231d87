package dev.reserve.log.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class FormatTest {

    /// An argument that cannot be shown.
    private static final class Mute {

        @Override
        public String toString() {
            throw new IllegalStateException("for the test");
        }
    }

    private static String braces(String pattern, Object... arguments) {
        return Format.BRACES.said(pattern, arguments).message();
    }

    @Test
    void bracesAreThePlacesOfArguments() {
        assertEquals("sold 2 of hat", braces("sold {} of {}", 2, "hat"));
        assertEquals("sold 2 of {}", braces("sold {} of {}", 2));
        assertEquals("sold", braces("sold", "hat"));
        assertEquals("{} is hat", braces("\\{} is {}", "hat"));
        assertEquals("C:\\hat", braces("C:\\\\{}", "hat"));
        assertEquals("2{}3", braces("{}\\{}{}", 2, 3));
        assertEquals("{x}", braces("{x}", 1));
        assertEquals("as {} it \\{} is", braces("as {} it \\{} is"));
    }

    @Test
    void anExceptionAtTheEndIsNotTheMessages() {
        Exception thrown = new Exception("for show");
        Format.Said said = Format.BRACES.said("sold {} of {}", "hat", thrown);
        assertEquals("sold hat of {}", said.message());
        assertSame(thrown, said.thrown());
        assertEquals("got java.lang.Exception: for show", braces("got {}", thrown, thrown));
        assertNull(Format.BRACES.said("{} {}", thrown, 1).thrown());
    }

    @Test
    void whatCannotBeFormattedIsStillSaid() {
        assertEquals("a (it cannot be shown: java.lang.IllegalStateException) b", braces("a {} b", new Mute()));
        assertEquals("2 %", Format.PRINTF.said("%d %%", 2).message());
        assertEquals("%d [hat] (it cannot be formatted: java.util.IllegalFormatConversionException)",
                Format.PRINTF.said("%d", "hat").message());
        assertEquals("100 %", Format.PRINTF.said("100 %").message());
        assertEquals("null", Format.BRACES.said(null).message());
    }
}
