package dev.reserve.http.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpOptionsTest {

    @Test
    void optionsPrecedeTheSubApp() {
        assertEquals(new HttpOptions(Optional.empty(), Optional.empty(), List.of()), HttpOptions.parse(List.of()));
        assertEquals(new HttpOptions(Optional.empty(), Optional.of("shop"), List.of("--tls")), HttpOptions.parse(List.of("shop", "--tls")));
        assertEquals(
                new HttpOptions(Optional.of(new HttpOptions.Tls(Path.of("a.crt"), Path.of("a.key"))), Optional.of("shop"), List.of("x")),
                HttpOptions.parse(List.of("--tls", "a.crt", "a.key", "shop", "x")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--frob|unknown option --frob; expected http [--tls CERT KEY] [SUBAPP [ARG…]]",
        "--tls a|--tls is followed by [a]; expected http [--tls CERT KEY] [SUBAPP [ARG…]]",
        "--tls a b --tls a b|--tls is there twice; expected http [--tls CERT KEY] [SUBAPP [ARG…]]"})
    void whatIsWrongIsSaid(String args, String message) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> HttpOptions.parse(List.of(args.split(" ", -1)))).getMessage());
    }
}
