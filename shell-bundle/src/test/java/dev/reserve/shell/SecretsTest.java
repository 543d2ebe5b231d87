package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "bind web shop --password hunter2 x     | bind web shop --password *** x",
        "--db-password=hunter2                  | --db-password=***",
        "PASSWORD: 'two words' x                | PASSWORD: *** x",
        "-Djavax.net.ssl.keyStorePassword=x y   | -Djavax.net.ssl.keyStorePassword=*** y",
        "api_key=1 api-key=2 apiKey=3           | api_key=*** api-key=*** apiKey=***",
        "https://joe:pw@host/x                  | https://joe:***@host/x",
        "rollback shop                          | rollback shop",
        "keep the key=x                         | keep the key=x"})
    void valuesWithATellingNameAreLeftOut(String text, String masked) {
        assertEquals(masked, Secrets.masked(text));
    }

    @Test
    void inAFileTheValueIsTheRestOfTheLine() {
        assertEquals("""
                # comment
                db.password = ***
                token: ***
                app = shop
                """, Secrets.maskedKeys("""
                # comment
                db.password = two words
                token: a \\
                   b c
                app = shop
                """));
    }

    @Test
    void inADocumentTheTextsAreMasked() {
        assertEquals("""
                {
                  "args": [
                    "--user",
                    "joe",
                    "--db-password",
                    "***",
                    "--token=***",
                    "last"
                  ],
                  "fields": {
                    "clientSecret": "***",
                    "count": 3,
                    "reason": "no --password *** here"
                  }
                }""",
                Json.masked(
                        new TreeMap<>(Map.of("args", List.of("--user", "joe", "--db-password", "two words", "--token=x", "last"), "fields",
                                new TreeMap<>(Map.of("clientSecret", "x", "count", 3, "reason", "no --password x here"))))));
    }

    @Test
    void namesTell() {
        assertTrue(Secrets.isSecret("db.password"));
        assertTrue(Secrets.isSecret("clientSecret"));
        assertFalse(Secrets.isSecret("listener"));
    }
}
