package dev.reserve.example.redis;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.testkit.AppServer;
import dev.reserve.testkit.Client;
import dev.reserve.testkit.Draining;
import dev.reserve.testkit.Load;
import dev.reserve.testkit.ReserveTest;
import dev.reserve.testkit.Transport;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ReserveTest(app = Redis.class)
class RedisTest {

    @Test
    void requestsAreArraysOfStringsOfAnyBytes(Client client) {
        client.send("*3\r\n$3\r\nSET\r\n$4\r\na\r\nb\r\n$3\r\n\0\u007f \r\n").expect("+OK\r\n");
        client.send("*2\r\n$3\r\nget\r\n$4\r\na\r\nb\r\n").expect("$3\r\n\0\u007f \r\n");
        client.send("*2\r\n$4\r\nECHO\r\n$0\r\n\r\n").expect("$0\r\n\r\n");
        client.send("*2\r\n$3\r\nGET\r\n$2\r\n\u00e9\r\n").expect("$-1\r\n");
        client.send("*0\r\nquit\r\n").expect("+OK\r\n").closed();
    }

    @Test
    void manyRequestsAtOnceAreAnsweredInOrder(AppServer server, Client client) {
        client.send("INCR n\r\n".repeat(20_000));
        for (int i = 1; i <= 20_000; i++) {
            client.expect(":" + i + "\r\n");
        }
        // The answer does not wait for the rest of the next request.
        client.send("GET n\r\nGET").expect("$5\r\n20000\r\n").send(" n\r\n").expect("$5\r\n20000\r\n").finish().closed();
        server.assertNothingLost();
    }

    /// In one conversation: what is asked, and what is answered, with a blank for each end of a line.
    private static final String CONVERSATION = """
            ping                             | +PONG
            PING hi                          | $2 hi
            SET k v                          | +OK
            SET k w NX                       | $-1
            SET l w XX                       | $-1
            SET k w XX EX 100                | +OK
            TTL k                            | :100
            SET k v KEEPTTL                  | +OK
            TTL k                            | :100
            SET k v PX 5000 XX               | +OK
            TTL k                            | :5
            SET k v EX 0                     | -ERR invalid expire time in 'set' command
            SET k v EX 9223372036854775807   | -ERR invalid expire time in 'set' command
            SET k v EX                       | -ERR syntax error
            SET k v EX x                     | -ERR value is not an integer or out of range
            SET k v NX XX                    | -ERR syntax error
            SET k v EX 1 PX 1                | -ERR syntax error
            SET k v FOR EVER                 | -ERR syntax error
            SET k                            | -ERR wrong number of arguments for 'set' command
            APPEND k w                       | :2
            GET k                            | $2 vw
            TTL k                            | :5
            INCR k                           | -ERR value is not an integer or out of range
            EXPIRE k 50                      | :1
            TTL k                            | :50
            EXPIRE k x                       | -ERR value is not an integer or out of range
            EXPIRE k 9223372036854775807     | -ERR invalid expire time in 'expire' command
            EXPIRE k -1                      | :1
            TTL k                            | :-2
            EXPIRE k 50                      | :0
            INCR n                           | :1
            DECR n                           | :0
            INCRBY n -9223372036854775808    | :-9223372036854775808
            DECR n                           | -ERR increment or decrement would overflow
            INCRBY n 9223372036854775808     | -ERR value is not an integer or out of range
            INCRBY n +1                      | -ERR value is not an integer or out of range
            TTL n                            | :-1
            TYPE n                           | +string
            TYPE k                           | +none
            MSET n 1 m 2                     | +OK
            MSET n 1 m                       | -ERR wrong number of arguments for 'mset' command
            MGET m k n                       | *3 $1 2 $-1 $1 1
            EXISTS n m k n                   | :3
            DBSIZE                           | :2
            KEYS m*                          | *1 $1 m
            SCAN 0 MATCH n COUNT 10          | *2 $1 0 *1 $1 n
            SCAN 0 MATCH                     | -ERR syntax error
            SCAN x                           | -ERR value is not an integer or out of range
            DEL n k m                        | :2
            SET n 1                          | +OK
            FLUSHALL                         | +OK
            DBSIZE                           | :0
            SELECT 0                         | +OK
            SELECT 1                         | -ERR DB index is out of range
            HELLO 3                          | -NOPROTO unsupported protocol version
            HELLO 2 AUTH me secret           | -ERR syntax error
            HELLO                            | *10 $6 server $5 redis $5 proto :2 $4 mode $10 standalone $4 role $6 master $7 modules *0
            CLIENT SETNAME me                | +OK
            CLIENT KILL me                   | -ERR unknown subcommand 'KILL'
            COMMAND DOCS                     | *0
            NoSuch a b                       | -ERR unknown command 'NoSuch', with args beginning with: 'a' 'b'
            """;

    @Test
    void commandsAreAnsweredAsByRedis(AppServer server, Client client) {
        CONVERSATION.lines().map(line -> line.split(" *\\| ", 2)).forEach(turn -> {
            client.send(turn[0] + "\r\n");
            String answer = turn[1];
            assertEquals(answer, answer.matches("[+-].*") ? client.line().strip() : lines(client, answer.split(" ").length), turn[0]);
        });
        server.assertNothingLost();
    }

    private static String lines(Client client, int count) {
        return Stream.generate(client::line).limit(count).collect(joining(" "));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void whatIsNoRequestIsAnsweredAndEndsTheConnection(String nonsense, String answer, AppServer server) {
        server.connect().send(nonsense).expect("-ERR Protocol error: " + answer + "\r\n").closed();
        server.assertNothingLost();
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(Arguments.of("*x\r\n", "invalid multibulk length, expected at most 16384"),
                Arguments.of("*16385\r\n", "invalid multibulk length, expected at most 16384"),
                Arguments.of("*1\r\nPING\r\n", "expected '$', got 'P'"), Arguments.of("*1\r\n\r\n", "expected '$', got ''"),
                Arguments.of("*1\r\n$-1\r\n", "invalid bulk length, expected at most 1048576"),
                Arguments.of("*1\r\n$1048577\r\n", "invalid bulk length, expected at most 1048576"),
                Arguments.of("*3\r\n$4\r\nPING\r\n$1048573\r\n", "invalid bulk length, expected at most 1048572"),
                Arguments.of("*1\r\n$4\r\nPINGPONG\r\n", "expected a string of 4 bytes and the end of the line"),
                Arguments.of("x".repeat(16 * 1024 + 1), "too big inline request, expected at most 16384 bytes"),
                Arguments.of("POST / HTTP/1.1\r\n", "this is a request of HTTP"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "PING", "*2\r\n$3\r\nGET\r\n", "*2\r\n$3\r\nGET\r\n$7\r\nabc"})
    void aClientMayGoInTheMiddleOfARequest(String beginning, AppServer server) {
        server.connect().send(beginning).finish().closed();
        server.assertNothingLost();
    }

    @Test
    void bothVersionsWorkOnTheSameDataAndNoWriteIsLost(AppServer server) throws Exception {
        Map<String, Object> data = new HashMap<>();
        server.swap(new Redis(data));
        Client before = server.connect().send("SET greeting hello\r\n").expect("+OK\r\n");
        Load load = server.load(4, client -> assertEquals(':', client.send("INCR n\r\n").line().charAt(0)));
        try (load) {
            for (int i = 0; i < 3; i++) {
                load.await(50);
                server.swap(new Redis(data));
            }
        }
        long increments = load.held();
        Client after = server.connect().send("GET greeting\r\nSET greeting hi\r\nGET n\r\n").expect("$5\r\nhello\r\n+OK\r\n");
        after.expect("$" + String.valueOf(increments).length() + "\r\n" + increments + "\r\n").close();
        before.send("GET greeting\r\n").expect("$2\r\nhi\r\n").close();
        server.assertNothingLost();
    }

    @Test
    void aQuietConnectionIsClosedWhenAnotherVersionHasTakenOver(AppServer server, Client client) throws Exception {
        client.send("PING\r\n").expect("+PONG\r\n");
        Draining before = server.swap(Redis.class);
        client.closed();
        assertEquals(0, before.await());
        server.assertNothingLost();
    }

    @Test
    @ReserveTest(app = Redis.class, args = {"--timeout", "1"}, transport = Transport.UNIX)
    void aQuietConnectionIsClosedAfterAWhile(AppServer server, Client client) {
        client.send("PING\r\nPIN").expect("+PONG\r\n").closed();
        server.assertNothingLost();
    }

    @Test
    @ReserveTest(app = Redis.class, args = {"--maxmemory", "1"})
    void theDataKeepsWithinItsMemory(Client client) {
        String half = "x".repeat(500_000);
        set(client, "a", half).expect("+OK\r\n");
        set(client, "b", half).expect("+OK\r\n");
        set(client, "c", half).expect("-OOM command not allowed when used memory > 'maxmemory'.\r\n");
        client.send("SET b y\r\n").expect("+OK\r\n");
        set(client, "c", half).expect("+OK\r\n");
        client.send("DEL a c\r\n").expect(":2\r\n").send("APPEND b z\r\n").expect(":2\r\n").send("INFO\r\n");
        assertTrue(lines(client, 6).endsWith(" used_memory:203 maxmemory:1048576"), "a key of a character, and two more");
    }

    @Test
    @ReserveTest(app = Redis.class, args = {"--maxmemory", "2"})
    void aStringHasAnEnd(Client client) {
        set(client, "a", "x".repeat(1024 * 1024 - 4)).expect("+OK\r\n");
        client.send("APPEND a xxxx\r\n").expect(":1048576\r\n");
        client.send("APPEND a x\r\n").expect("-ERR string exceeds maximum allowed size (1048576 bytes)\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--maxmemory", "--maxmemory 0", "--maxmemory 64mb", "--timeout -1", "--timeout 1000000", "--port 6379", "x"})
    void otherArgumentsAreRefused(String args, AppServer server) {
        assertThrows(IllegalArgumentException.class, () -> server.swap(Redis.class, args.split(" ")));
    }

    private static Client set(Client client, String key, String value) {
        return client.send("*3\r\n$3\r\nSET\r\n$1\r\n" + key + "\r\n$" + value.length() + "\r\n" + value + "\r\n");
    }
}
