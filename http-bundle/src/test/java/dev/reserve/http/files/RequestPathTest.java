package dev.reserve.http.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @Test
    void namesAreDecodedOnce() {
        assertEquals(Optional.of(new RequestPath(List.of("a b", "100%", "%2e"), false)), RequestPath.of("/a%20b/100%25/%252e"));
    }

    @Test
    void aSlashAtTheEndMeansADirectory() {
        assertEquals(Optional.of(new RequestPath(List.of("a"), true)), RequestPath.of("/a/"));
        assertEquals(Optional.of(new RequestPath(List.of(), true)), RequestPath.of("/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "//", "//a", "/a//b", "/a//", "/.", "/..", "/a/../b", "/.git", "/a/.x/b", "/%2e%2e", "/%2Ea", "/a%2Fb",
        "/a%2fb", "/a%", "/a%2", "/a%zz", "/%ff", "/a%00", "/a%0a", "/a\0b",
        "/a\nb", "/a\u0085b", "/a\ufffdb"})
    void whatNoFileCanBeMeantByIsNone(String path) {
        assertEquals(Optional.empty(), RequestPath.of(path));
    }

    @Test
    void whatIsEncodedMeansTheSameAgain() {
        assertEquals("/a%20b/%3Cc%3E/d%25/e:f/".replace(":", "%3A"), new RequestPath(List.of("a b", "<c>", "d%", "e:f"), true).encoded());
    }
}
