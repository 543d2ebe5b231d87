package dev.reserve.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAppTest {

    @ParameterizedTest
    @ValueSource(strings = {"HttpApp.class", "package-info.class"})
    void compilersOfJava17CanReadTheContract(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(HttpApp.class.getResourceAsStream(file));
                DataInputStream data = new DataInputStream(in)) {
            assertEquals(0xCAFEBABE, data.readInt());
            data.readUnsignedShort(); // the minor version
            assertEquals(61, data.readUnsignedShort());
        }
    }
}
