package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GivenTest {

    private static final Usage USAGE = Usage.showing("carry", "carries something").json().value("--to", "PLACE", "where to")
            .choice("--wait", List.of("long"), "waits").argument("THING", "what to carry").perhaps("HOW", "by what")
            .any("MORE", "more things");

    private static Given parse(String... words) throws CommandFailure {
        return Given.parse(USAGE, List.of(words));
    }

    @Test
    void optionsStandBeforeBetweenAndAfterTheArguments() throws CommandFailure {
        for (Given given : List.of(parse("--json", "--to", "home", "box", "cart"), parse("box", "--to=home", "--json", "cart"),
                parse("box", "cart", "--to", "home", "--json"))) {
            assertTrue(given.json());
            assertEquals(Optional.of("home"), given.option("--to"));
            assertEquals("box", given.argument("THING"));
            assertEquals(Optional.of("cart"), given.perhaps("HOW"));
            assertEquals(List.of(), given.words());
        }
    }

    @Test
    void behindTheFirstOfTheRestNothingIsAnOption() throws CommandFailure {
        Given given = parse("box", "cart", "a", "--json", "--help", "--", "-b");
        assertEquals(List.of("a", "--json", "--help", "--", "-b"), given.words());
        assertFalse(given.json());
        assertFalse(given.help());
    }

    @Test
    void twoHyphensEndTheOptions() throws CommandFailure {
        assertEquals("--json", parse("--", "--json").argument("THING"));
    }

    @Test
    void anOptionWithChoicesMayStandAlone() throws CommandFailure {
        assertEquals(Optional.of(""), parse("box", "--wait").option("--wait"));
        assertEquals(Optional.of("long"), parse("--wait=long", "box").option("--wait"));
        assertEquals(Optional.empty(), parse("box").option("--wait"));
    }

    @Test
    void whoAsksForHelpNeedsNothingElse() throws CommandFailure {
        assertTrue(parse("--help").help());
        assertTrue(parse("--to", "home", "--help").help());
    }

    @Test
    void valuesOfTheShellAreText() throws CommandFailure {
        assertEquals("[a, b]", Given.parse(USAGE, List.of(List.of("a", "b"))).argument("THING"));
        assertEquals("7", Given.parse(USAGE, List.of(7L)).argument("THING"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "                | carry: THING is missing, what to carry",
        "--yaml box      | carry: there is no option --yaml; expected --json, --to PLACE, --wait[=long], --help, or -- and then MORE…",
        "--json=1 box    | carry: --json=1; expected --json without a value",
        "box --to        | carry: --to needs a value: --to PLACE",
        "--to= box       | carry: --to needs a value: --to PLACE",
        "--wait=soon box | carry: --wait=soon; expected --wait or --wait=long"})
    void whatIsWrongIsSaidWithWhatWasExpected(String line, String message) {
        List<String> words = line == null ? List.of() : List.of(line.split(" "));
        CommandFailure failure = assertThrows(CommandFailure.class, () -> Given.parse(USAGE, words));
        assertEquals(CommandFailure.USAGE, failure.code());
        assertEquals(message + "; usage: carry [--json] [--to PLACE] [--wait[=long]] THING [HOW] [MORE…]", failure.getMessage());
    }

    @Test
    void oneArgumentTooManyIsNamed() {
        Usage one = Usage.changing("drop", "drops").argument("THING", "what to drop");
        assertEquals("drop: one argument too many: b; usage: drop THING",
                assertThrows(CommandFailure.class, () -> Given.parse(one, List.of("a", "b"))).getMessage());
        assertEquals("drop: THING is empty; usage: drop THING",
                assertThrows(CommandFailure.class, () -> Given.parse(one, Arrays.asList((Object) null))).getMessage());
    }

    @Test
    void numbersHaveBounds() throws CommandFailure {
        assertEquals(7, parse("7").number("THING", 0, 9));
        assertEquals(OptionalInt.of(0), parse("--to", "0", "x").numberOption("--to", 0, 9));
        assertEquals(OptionalInt.empty(), parse("x").numberOption("--to", 0, 9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "-1", "ten", "1.0", "99999999999"})
    void whatIsNoSuchNumberIsRefused(String text) throws CommandFailure {
        Given given = parse(text);
        CommandFailure failure = assertThrows(CommandFailure.class, () -> given.number("THING", 0, 9));
        assertTrue(failure.line().startsWith("carry: THING is " + text + "; expected a whole number from 0 to 9"), failure.getMessage());
    }

    @Test
    void secondsMayHaveDecimals() throws CommandFailure {
        assertEquals(Optional.of(Duration.ofMillis(1500)), parse("--to", "1.5", "x").seconds("--to"));
        assertEquals(Optional.of(Duration.ofSeconds(1_000_000_000)), parse("--to", "1000000000", "x").seconds("--to"));
        assertEquals(Optional.empty(), parse("x").seconds("--to"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1s", "1.2345", "1000000001", "soon"})
    void whatIsNoTimeIsRefused(String text) throws CommandFailure {
        Given given = parse("--to", text, "x");
        assertEquals(CommandFailure.USAGE, assertThrows(CommandFailure.class, () -> given.seconds("--to")).code());
    }

    @Test
    void theHelpTellsOfAllThereIs() {
        assertEquals("""
                carry: carries something

                  carry [--json] [--to PLACE] [--wait[=long]] THING [HOW] [MORE…]

                  THING          what to carry
                  HOW            by what
                  MORE           more things
                  --json         as one JSON document
                  --to PLACE     where to
                  --wait[=long]  waits
                  --help         this text

                Slowly.
                """, USAGE.details("Slowly.").help());
    }
}
