package dev.reserve.core.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenFdsTest {
    private static final long PID = 4711;

    @Test
    void noVariablesMeanNoSockets() {
        assertEquals(new ListenFds.Absent(), ListenFds.parse(Map.of(), PID));
    }

    @Test
    void zeroDescriptorsMeanNoSockets() {
        assertEquals(new ListenFds.Absent(), ListenFds.parse(Map.of("LISTEN_FDS", "0", "LISTEN_PID", "4711"), PID));
    }

    @Test
    void aProcessIdAloneMeansNoSockets() {
        assertEquals(new ListenFds.Absent(), ListenFds.parse(Map.of("LISTEN_PID", "4711"), PID));
    }

    @Test
    void somebodyElsesSocketsAreIgnoredWithAReason() {
        ListenFds found = ListenFds.parse(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "12"), PID);

        assertEquals("LISTEN_PID is 12 and this process is 4711, so the inherited sockets are not for it: ignored",
                assertInstanceOf(ListenFds.NotForUs.class, found).reason());
    }

    @Test
    void socketsForNobodyAreIgnoredWithAReason() {
        ListenFds found = ListenFds.parse(Map.of("LISTEN_FDS", "1"), PID);

        assertEquals("LISTEN_FDS is set but LISTEN_PID is not, so the inherited sockets are not for this process: ignored",
                assertInstanceOf(ListenFds.NotForUs.class, found).reason());
    }

    @Test
    void withoutNamesTheyAreNamedAfterTheirNumbers() {
        assertEquals(List.of(new ListenFds.Socket(3, "fd3", "fd3"), new ListenFds.Socket(4, "fd4", "fd4")), sockets(2, ""));
    }

    @Test
    void emptyAndUnknownNamesAndMissingOnesAreNone() {
        assertEquals(List.of("fd3", "web", "fd5", "fd6", "fd7"), names(5, ":web:unknown:"));
    }

    @Test
    void oneNameForSeveralSocketsIsMadeUniqueAndKept() {
        assertEquals(List.of(new ListenFds.Socket(3, "web", "web"), new ListenFds.Socket(4, "web", "web.2"),
                new ListenFds.Socket(5, "web", "web.3")), sockets(3, "web:web:web"));
    }

    @Test
    void aNameThatLooksLikeAMadeOneKeepsItsOwner() {
        assertEquals(List.of("web", "web.3", "web.2"), names(3, "web:web:web.2"));
        assertEquals(List.of("fd4", "fd4.2"), names(2, "fd4"));
    }

    @Test
    void moreNamesThanSocketsAreAnError() {
        assertEquals("LISTEN_FDNAMES has 3 names (a:b:c); expected at most 2, as LISTEN_FDS says",
                failure(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "4711", "LISTEN_FDNAMES", "a:b:c")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", " 1", "1 ", "+1", "0x1", "65537", "99999999999999999999"})
    void aMalformedCountIsAnErrorThatSaysWhatWasExpected(String count) {
        assertEquals("LISTEN_FDS is '" + count + "'; expected a number of file descriptors (0 to 65536)",
                failure(Map.of("LISTEN_FDS", count, "LISTEN_PID", "4711")));
    }

    @ParameterizedTest
    @CsvSource({"''", "x", "0", "-4711", "4711x", "2147483648"})
    void aMalformedProcessIdIsAnErrorThatSaysWhatWasExpected(String pid) {
        assertEquals("LISTEN_PID is '" + pid + "'; expected a process id (1 to 2147483647)",
                failure(Map.of("LISTEN_FDS", "1", "LISTEN_PID", pid)));
    }

    private static String failure(Map<String, String> environment) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> ListenFds.parse(environment, PID)).getMessage());
    }

    private static List<String> names(int count, String names) {
        return sockets(count, names).stream().map(ListenFds.Socket::name).toList();
    }

    private static List<ListenFds.Socket> sockets(int count, String names) {
        Map<String, String> environment = new HashMap<>();
        environment.put("LISTEN_FDS", Integer.toString(count));
        environment.put("LISTEN_PID", Long.toString(PID));
        environment.put("LISTEN_FDNAMES", names);
        return assertInstanceOf(ListenFds.Inherited.class, ListenFds.parse(environment, PID)).sockets();
    }
}
