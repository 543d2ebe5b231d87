package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the server inherits has to be what it can serve; otherwise it says what is wrong, and ends with 78.
class UnfitDescriptorsIT {

    private static final String EXPECTED = "; expected a listening stream socket (TCP over IPv4 or IPv6, or Unix)";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            udp           | a UDP socket over IPv4
            unix-datagram | a datagram socket of the Unix family
            seqpacket     | a seqpacket socket of the Unix family that listens
            silent        | a TCP socket over IPv6 that does not listen
            /dev/null     | not a socket (/dev/null)
            """)
    void aDescriptorOfTheWrongKindIsNamedWithWhatItIsAndWhatItShouldBe(String kind, String found) throws IOException {
        Invocation.Ended ended = passing(kind).run();
        assertEquals(78, ended.exit(), ended.err());
        assertTrue(ended.err().contains("reserve: inherited fd 3 is " + found + EXPECTED), ended.err());
    }

    /// Java itself takes the lowest number that nobody has, and that may be this one.
    @Test
    void aDescriptorThatIsNotThereIsNamed() throws IOException {
        Invocation.Ended ended = passing("closed").run();
        assertEquals(78, ended.exit(), ended.err());
        String taken = "reserve: inherited fd 3 is not a socket (";
        assertTrue(ended.err().contains("reserve: inherited fd 3 is not open" + EXPECTED)
                || (ended.err().contains(taken) && ended.err().contains(", which this process itself has opened)" + EXPECTED)),
                ended.err());
    }

    @Test
    void allThatAreUnfitAreSaidAtOnce() throws IOException {
        Invocation.Ended ended = passing("udp", "listener", "pipe", "closed").with("LISTEN_FDNAMES", "dns:web:tube").run();
        assertEquals(78, ended.exit(), ended.err());
        List<String> lines = ended.err().lines().filter(line -> line.startsWith("reserve: ")).toList();
        assertEquals(3, lines.size(), ended.err());
        assertEquals("reserve: inherited fd 3 is a UDP socket over IPv4" + EXPECTED + " (named dns)", lines.get(0));
        assertTrue(
                lines.get(1).startsWith("reserve: inherited fd 5 is not a socket (pipe:[")
                        && lines.get(1).endsWith(EXPECTED + " (named tube)"),
                lines.get(1));
        assertTrue(lines.get(2).startsWith("reserve: inherited fd 6 is not ") && lines.get(2).endsWith(EXPECTED), lines.get(2));
        assertFalse(ended.err().contains("fd 4 is"), ended.err());
    }

    // $$ becomes the process's own id; an empty field is a variable that is not set.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            $$    | one   |         | LISTEN_FDS is 'one'; expected a number of file descriptors
            $$    | -1    |         | LISTEN_FDS is '-1'; expected a number of file descriptors
            $$    | 70000 |         | LISTEN_FDS is '70000'; expected a number of file descriptors
            $$    | 1     | a:b     | LISTEN_FDNAMES has 2 names (a:b); expected at most 1
            me    | 1     |         | LISTEN_PID is 'me'; expected a process id
            0     | 1     |         | LISTEN_PID is '0'; expected a process id
            """)
    void aMalformedVariableIsNamed(String pid, String fds, @Nullable String names, String message) throws IOException {
        Invocation.Ended ended = variables(pid, fds, names).run();
        assertEquals(78, ended.exit(), ended.err());
        assertTrue(ended.err().contains("reserve: " + message), ended.err());
    }

    private Invocation passing(String... kinds) throws IOException {
        List<String> before = new ArrayList<>(List.of(Peer.program("python3"), Peer.script(directory, "pass-descriptors.py")));
        before.addAll(List.of(kinds));
        before.add("--");
        return Invocation.of(before, ServerProcess.reserveCommand(directory, "echo"));
    }

    private Invocation variables(String pid, String fds, @Nullable String names) {
        String set = "export LISTEN_PID=" + pid + " LISTEN_FDS=" + fds + (names == null ? "" : " LISTEN_FDNAMES=" + names)
                + "; exec \"$@\"";
        return Invocation.of(List.of("sh", "-c", set, "sh"), ServerProcess.reserveCommand(directory, "echo"));
    }
}
