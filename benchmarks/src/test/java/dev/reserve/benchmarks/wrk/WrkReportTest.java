package dev.reserve.benchmarks.wrk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrkReportTest {

    private static final String GOOD = """
            Running 5s test @ http://127.0.0.1:18123/
              2 threads and 64 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     4.02ms    8.96ms  85.51ms   93.26%
                Req/Sec    19.13k    12.66k   46.58k    57.43%
              Latency Distribution
                 50%  735.00us
                 75%    3.19ms
                 90%    8.53ms
                 99%    1.74s\s
              192851 requests in 5.14s, 22.25MB read
            Requests/sec:  37521.12
            Transfer/sec:      4.33MB
            """;
    private static final String WITH_ERRORS = GOOD.replace("Requests/sec:",
            "  Socket errors: connect 1, read 20, write 300, timeout 4000\n  Non-2xx or 3xx responses: 57\nRequests/sec:");

    @Test
    void aReportWithoutErrorsHasNoLinesForThem() {
        assertEquals(new WrkReport(192_851, 5_140_000_000L, 735_000, 1_740_000_000, 0, 0), WrkReport.parse(GOOD));
        assertEquals(0, WrkReport.parse(GOOD).errors());
    }

    @Test
    void errorsOfAllKindsCount() {
        WrkReport report = WrkReport.parse(WITH_ERRORS);
        assertEquals(4321, report.socketErrors());
        assertEquals(57, report.otherStatus());
        assertEquals(4378, report.errors());
    }

    @Test
    void theRateIsOfTheTimeThatItTook() {
        assertEquals(37_520, WrkReport.parse(GOOD).perSecond());
        assertEquals(1607, WrkReport.parse(GOOD.replace("in 5.14s", "in 2.00m")).perSecond());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unable to connect to 127.0.0.1:1 Connection refused\n", "  192851 requests in 5.14s, 22.25MB read\n",
        "     50%  735.00us\n     99%    1.74s \n"})
    void anythingElseIsRefusedWithWhatItIs(String output) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> WrkReport.parse(output));
        assertTrue(String.valueOf(e.getMessage()).endsWith("found " + output.strip()), e.getMessage());
    }
}
