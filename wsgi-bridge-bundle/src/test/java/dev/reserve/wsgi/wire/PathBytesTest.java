package dev.reserve.wsgi.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathBytesTest {

    @ParameterizedTest
    @CsvSource({
        "/,                    /,                /,     '',    /",
        "/a%20b,               /a b,             /,     '',    '/a b'",
        "/a%2Fb,               /a%2Fb,           /,     '',    /a/b",
        "/caf%C3%A9,           /café,            /,     '',    /cafÃ©",
        "/%zz%4,               /,                /,     '',    /%zz%4",
        "/a/../b,              /b,               /,     '',    /b",
        "/shop,                /shop,            /shop, /shop, ''",
        "/shop/,               /shop/,           /shop, /shop, /",
        "/shop/a%2Fb/../c,     /shop/c,          /shop, /shop, /c",
        "/shop;x=1/cart,       /shop/cart,       /shop, /shop, /cart",
        "/x/../shop/cart,      /shop/cart,       /shop, /shop, /cart",
        "*,                    ,                 /,     '',    /"})
    void thePathIsDividedWhereTheAppIsMounted(String raw, String canonical, String context, String script, String info) {
        PathBytes divided = PathBytes.of(raw, canonical, context);
        assertEquals(script, new String(divided.script(), StandardCharsets.ISO_8859_1));
        assertEquals(info, new String(divided.info(), StandardCharsets.ISO_8859_1));
    }

    @Test
    void anyPathIsDividedIntoWhatItIsMadeOf() {
        Random random = new Random(1);
        String[] pieces = {"/", "/shop", "%", "%2", "%2e", "%2F", "..", ".", ";", "é", "a", "%00", "//"};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder raw = new StringBuilder("/");
            for (int n = random.nextInt(8); n > 0; n--) {
                raw.append(pieces[random.nextInt(pieces.length)]);
            }
            PathBytes divided = PathBytes.of(raw.toString(), null, random.nextBoolean() ? "/" : "/shop");
            String script = new String(divided.script(), StandardCharsets.UTF_8);
            assertEquals(script.isEmpty() ? "" : "/shop", script);
        }
    }
}
