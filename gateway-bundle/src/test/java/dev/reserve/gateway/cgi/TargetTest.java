package dev.reserve.gateway.cgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
            # REQUEST_URI | SCRIPT_NAME | PATH_INFO | DOCUMENT_URI | mount | path
            # nginx: scgi_params, uwsgi_params, fastcgi_params
            /a%20b?x=/y | - | - | /a_b | '' | /a%20b
            /a%2fb | '' | /a/b | /a/b | '' | /a%2fb
            /a/b | /a/b | - | /a/b | '' | /a/b
            # nginx with a mount: the path info is still all of the path
            /app/x%2Fy | /app | /app/x/y | /app/x/y | /app | /x%2Fy
            /app | /app | /app | /app | /app | /
            # lighttpd and Apache with a mount
            /app/x%2Fy | /app | /x/y | - | /app | /x%2Fy
            /app/app/x | /app | /app/x | - | /app | /app/x
            /%61pp/x | /app | /x | - | /app | /x
            /app | /app | '' | - | /app | /
            /x | / | /x | - | '' | /x
            /app/x | /app/ | /x | - | /app | /x
            # Apache with a mount, by SCGI
            /app/a%20b/ | /app/a b/ | /a%20b/ | - | /app | /a%20b/
            /%61pp/a%c3%a9 | /app/a\u00c3\u00a9 | /a%C3%A9 | - | /app | /a%c3%a9
            # rewritten: what the web server says counts
            /app/a%20b | /app/a b | a%20b | - | /app/a b | /a%2520b
            /old/x | '' | /new/x | /new/x | '' | /new/x
            //a/../b | '' | /b | /b | '' | /b
            /old | /app | /50% | - | /app | /50%25
            /application/x | /app | /x | - | /app | /x
            # without REQUEST_URI
            - | /app | /x | - | /app | /x
            - | - | - | /x | '' | /x
            - | /x | - | - | '' | /x
            # absolute, and for the server itself
            http://h:80/a?b | '' | /a | - | '' | /a
            https://h | '' | / | - | '' | /
            * | '' | * | - | '' | *
            # what no URI has in it
            /é#f | '' | /é | - | '' | /%E9
            """)
    void theUriIsTheClientsUnlessTheWebServerMeansAnother(@Nullable String uri, @Nullable String script, @Nullable String info,
            @Nullable String document, String mount, String path) {
        assertEquals(new Target(mount, path), Target.of(uri, script, info, document));
    }

    @Test
    void anAuthorityIsNoPath() {
        assertNull(Target.of("example.org:443", null, null, null));
    }

    /// The system property `fuzz.targets` says how many, and `fuzz.seed` has others made.
    @Test
    void whateverComesIsAPathBelowAMountOrNone() {
        long seed = Long.getLong("fuzz.seed", 1);
        SplittableRandom random = new SplittableRandom(seed);
        int mounted = 0;
        for (int i = 0; i < Integer.getInteger("fuzz.targets", 50_000); i++) {
            String script = text(random);
            String info = text(random);
            String uri = random.nextBoolean() ? text(random) : script + info;
            Target target = Target.of(random.nextInt(4) == 0 ? null : uri, script, random.nextInt(4) == 0 ? null : info, text(random));
            String seen = "-Dfuzz.seed=" + seed + ", " + uri + " " + script + " " + info + " gives " + target;
            assertTrue(target == null || target.path().matches("/[!-~]*|\\*"), seen);
            assertTrue(target == null || target.script().matches("(?s)|/.*[^/]"), seen);
            mounted += target != null && !target.script().isEmpty() ? 1 : 0;
        }
        assertTrue(mounted > 0, "none has a mount");
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "" : "/");
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append("//ab%2f.?#*: \u00e9\0".charAt(random.nextInt(15)));
        }
        return text.toString();
    }
}
