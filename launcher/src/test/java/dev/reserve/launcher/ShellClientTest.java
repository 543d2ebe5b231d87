package dev.reserve.launcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class ShellClientTest {
    @Test
    void aNulThatIsTypedIsToldFromAMessage() {
        assertArrayEquals(new byte[]{'a', 0, '\n', 'b', 0, '\n'}, ShellClient.escaped(new byte[]{'a', 0, 'b', 0, 'x'}, 4));
        assertArrayEquals(new byte[]{'a'}, ShellClient.escaped(new byte[]{'a', 0}, 1));
    }
}
