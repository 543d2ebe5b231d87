package dev.reserve.example.jsonlines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.reserve.testkit.AppServer;
import dev.reserve.testkit.Client;
import dev.reserve.testkit.Draining;
import dev.reserve.testkit.Load;
import dev.reserve.testkit.ReserveTest;
import dev.reserve.testkit.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ReserveTest(app = JsonLines.class)
class JsonLinesTest {

    private static final String PING = "{\"id\":1,\"method\":\"echo\",\"params\":\"ping\"}\n";
    private static final String PONG = "{\"id\":1,\"result\":\"ping\"}\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"id": 7, "method": "sum", "params": [1, 2, 39]}                       | {"id":7,"result":42}
            {"id": {"a": [1]}, "method": "echo", "params": {"b": "\\nä😀"}}         | {"id":{"a":[1]},"result":{"b":"\\nä😀"}}
            {"method": "upper", "params": "straße"}                                | {"id":null,"result":"STRASSE"}
            {"id": 1e400, "method": "echo"}                                        | {"id":1e400,"result":null}
            {"id": 1, "method": "sum", "params": []}                               | {"id":1,"result":0}
            {"id": 1, "method": "sum", "params": [9223372036854775807, 1]}         | {"id":1,"error":"sum: expected params to be an array of whole numbers, with a sum of 64 bits"}
            {"id": 1, "method": "sum", "params": [1.5]}                            | {"id":1,"error":"sum: expected params to be an array of whole numbers, with a sum of 64 bits"}
            {"id": 1, "method": "sum", "params": [1e999999999]}                    | {"id":1,"error":"sum: expected params to be an array of whole numbers, with a sum of 64 bits"}
            {"id": 1, "method": "sum", "params": [[1]]}                           | {"id":1,"error":"sum: expected params to be an array of whole numbers, with a sum of 64 bits"}
            {"id": 1, "method": "sum", "params": ["1"]}                            | {"id":1,"error":"sum: expected params to be an array of whole numbers, with a sum of 64 bits"}
            {"id": 1, "method": "sum", "params": [null]}                           | {"id":1,"error":"sum: expected params to be an array of whole numbers, with a sum of 64 bits"}
            {"id": 1, "method": "sum", "params": 1}                                | {"id":1,"error":"sum: expected params to be an array of whole numbers, with a sum of 64 bits"}
            {"id": 1, "method": "sum"}                                             | {"id":1,"error":"sum: expected params to be an array of whole numbers, with a sum of 64 bits"}
            {"id": 1, "method": "upper", "params": 1}                              | {"id":1,"error":"upper: expected params to be a string"}
            {"id": 1, "method": "format"}                                          | {"id":1,"error":"unknown method \\"format\\"; expected one of [echo, sum, upper]"}
            {"id": 1, "method": ["echo"]}                                          | {"id":1,"error":"unknown method [\\"echo\\"]; expected one of [echo, sum, upper]"}
            {"id": 1}                                                              | {"id":1,"error":"unknown method null; expected one of [echo, sum, upper]"}
            [1, 2]                                                                 | {"id":null,"error":"expected an object with the members id, method and params"}
            {"id": 1, "method": "echo"} {}                                         | {"id":null,"error":"the line is no JSON"}
            {"id": 1, "method": "echo"} ]                                          | {"id":null,"error":"the line is no JSON"}
            {"id": 1, "method": "echo"                                             | {"id":null,"error":"the line is no JSON"}
            {id: 1, method: 'echo'}                                                | {"id":null,"error":"the line is no JSON"}
            {"id": 1, "method": "echo", "params": NaN}                             | {"id":null,"error":"the line is no JSON"}
            nonsense                                                               | {"id":null,"error":"the line is no JSON"}
            """)
    void aRequestIsAnsweredAndTheConnectionGoesOn(String request, String answer, AppServer server) {
        server.connect().send(request + "\r\n").expect(answer + "\n").send(PING).expect(PONG).finish().closed();
        server.assertNothingLost();
    }

    @Test
    void requestsMayComeAllAtOnceAndTheLastOneWithoutAnEnd(AppServer server, Client client) {
        client.send("\n" + PING.repeat(1000) + PING.strip()).finish().expect(PONG.repeat(1001)).closed();
        server.assertNothingLost();
    }

    @Test
    void bytesThatAreNotUtf8AreNoText(Client client) {
        client.send(new byte[]{'"', (byte) 0xff, '"', '\n'}).expect("{\"id\":null,\"error\":\"the line is not in UTF-8\"}\n");
        client.send(PING).expect(PONG);
    }

    @Test
    void whatIsNestedTooDeeplyIsRefused(Client client) {
        client.send("[".repeat(60_000) + "\n").expect("{\"id\":null,\"error\":\"the line is no JSON\"}\n").send(PING).expect(PONG);
    }

    @Test
    void aLineThatIsTooLongEndsTheConnection(AppServer server) {
        String longest = "{\"id\":1,\"method\":\"echo\",\"params\":\"" + "x".repeat(64 * 1024 - 36) + "\"}";
        assertEquals(64 * 1024, longest.length());
        server.connect().send(longest + "\n").expect("{\"id\":1,\"result\":\"xx");
        server.connect().send(" " + longest).expect("{\"id\":null,\"error\":\"a line has at most 65536 bytes\"}\n").closed();
        server.assertNothingLost();
    }

    @Test
    void aSwapLosesNothingAndClosesWhoIsQuiet(AppServer server, Client quiet) throws Exception {
        quiet.send(PING).expect(PONG);
        try (Load load = server.load(2, client -> client.send(PING).expect(PONG).send(PING).expect(PONG))) {
            load.await(50);
            Draining before = server.swap(JsonLines.class);
            load.await(50);
            quiet.closed();
            assertEquals(0, before.await());
        }
        server.assertNothingLost();
    }

    @Test
    @ReserveTest(app = JsonLines.class, args = "1", transport = Transport.UNIX)
    void aQuietConnectionIsClosedAfterAWhile(AppServer server, Client client) {
        client.send(PING + "{").expect(PONG).closed();
        server.assertNothingLost();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1000000", "x", "1 2"})
    void otherArgumentsAreRefused(String args, AppServer server) {
        assertThrows(IllegalArgumentException.class, () -> server.swap(JsonLines.class, args.split(" ")));
    }
}
