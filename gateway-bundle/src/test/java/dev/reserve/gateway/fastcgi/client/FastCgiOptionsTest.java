package dev.reserve.gateway.fastcgi.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FastCgiOptionsTest {

    @Test
    void optionsStandBeforeAndAfterTheAddress(@TempDir Path root) {
        FastCgiOptions options = FastCgiOptions
                .parse(List.of("--timeout=2.5", "[::1]:9000", "--root", root.toString(), "--index", "main.php",
                        "--fallback", "main.php", "--no-static", "--param", "A=b=c", "--connections", "3", "--no-keep-connection",
                        "--connect-timeout", "1", "--remote-root", "/srv", "--split", ".phtml"));
        assertEquals(new FastCgiOptions(new ServerAddress("[::1]:9000", "", "::1", 9000),
                Optional.of(new FastCgiOptions.Root(root, Path.of("/srv"), "main.php", ".phtml", Optional.of("/main.php"), false)),
                Map.of("A", "b=c"), 3, false, Duration.ofSeconds(1), Duration.ofMillis(2500)), options);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--timeout 1|fastcgi: found no address; expected fastcgi ADDRESS [OPTION…], where ADDRESS is unix:PATH or HOST:PORT",
        "a:1 b:2|fastcgi: found the addresses [a:1, b:2]; expected fastcgi ADDRESS [OPTION…], where ADDRESS is unix:PATH or HOST:PORT",
        "unix:|fastcgi: the address is unix:; expected unix:PATH or HOST:PORT, such as unix:/run/php/php-fpm.sock or 127.0.0.1:9000",
        "9000|fastcgi: the address is 9000; expected unix:PATH or HOST:PORT, such as unix:/run/php/php-fpm.sock or 127.0.0.1:9000",
        "::1:9000|fastcgi: the address is ::1:9000; expected unix:PATH or HOST:PORT, such as unix:/run/php/php-fpm.sock or 127.0.0.1:9000",
        "a:70000|fastcgi: the address is a:70000; expected unix:PATH or HOST:PORT, such as unix:/run/php/php-fpm.sock or 127.0.0.1:9000",
        "a:1 --root /none/there|fastcgi: --root is /none/there; expected a directory",
        "a:1 --index x.php|fastcgi: --index is there without --root; expected --root DIR too",
        "a:1 --fallback /../x.php|fastcgi: --fallback is /../x.php; expected the path of a script below the root, such as /index.php",
        "a:1 --split a/b|fastcgi: --split is a/b; expected what the names of scripts end with, such as .php",
        "a:1 --param A|fastcgi: --param is A; expected NAME=VALUE",
        "a:1 --connections 0|fastcgi: --connections is 0; expected a number from 1 to 10000",
        "a:1 --timeout 0|fastcgi: --timeout is 0; expected a number of seconds, such as 30 or 0.5",
        "a:1 --timeout|fastcgi: --timeout is followed by nothing; expected its value",
        "a:1 --no-static=x|fastcgi: --no-static is followed by =x; expected nothing after it",
        "a:1 --what|fastcgi: unknown option --what; expected fastcgi ADDRESS [OPTION…], where ADDRESS is unix:PATH or HOST:PORT"})
    void whatIsWrongIsNamed(String args, String message) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> FastCgiOptions.parse(List.of(args.split(" ", -1)))).getMessage());
    }
}
