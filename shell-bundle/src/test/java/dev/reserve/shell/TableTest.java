package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class TableTest {

    @Test
    void textStandsToTheLeftAndNumbersToTheRightWithoutTrailingBlanks() {
        Table table = new Table("NAME", "COUNT", "NOTE").row("a", 12345678L, "long note").row("bcdef", 9, "");
        assertEquals("""
                NAME      COUNT  NOTE
                a      12345678  long note
                bcdef         9  -
                """, table.toString());
    }

    @Test
    void aColumnWithOneCellOfTextStandsToTheLeft() {
        assertEquals("""
                N
                -
                12
                """, new Table("N").row((Object) null).row(12).toString());
    }

    @Test
    void whatATerminalWouldActOnIsTakenOut() {
        assertEquals("""
                NAME
                ?[31mred? two lines
                """, new Table("NAME").row("\u001b[31mred\u0007\r\n  two lines\n").toString());
    }

    @Test
    void charactersBeyondTheBasicPlaneCountAsOne() {
        assertEquals("""
                A  B
                𝄞  x
                """, new Table("A", "B").row("𝄞", "x").toString());
    }

    @Test
    void aRowHasACellForEachHeading() {
        Table table = new Table("A", "B");
        assertThrows(IllegalArgumentException.class, () -> table.row("only one"));
        assertTrue(table.isEmpty());
        assertFalse(table.row(1, 2).isEmpty());
    }
}
