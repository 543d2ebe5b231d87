package dev.reserve.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossExceptionTest {

    @ParameterizedTest
    @CsvSource({"Connection refused, REFUSED", "Connection reset by peer, RESET", "No such file or directory, REFUSED",
        "Cannot assign requested address, CLIENT", "Too many open files, CLIENT"})
    void aFailureToConnectIsTheServersUnlessThisSideHadNothingLeft(String message, Loss loss) {
        assertEquals(loss, LossException.connecting(new IOException(message)).loss());
    }

    @ParameterizedTest
    @CsvSource({"Connection reset, RESET", "Broken pipe, RESET"})
    void aFailureOfAConnectionThatWasThereIsAReset(String message, Loss loss) {
        assertEquals(loss, LossException.talking(new IOException(message)).loss());
    }
}
