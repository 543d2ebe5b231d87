package dev.reserve.gateway.cgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.http.spi.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgiRequestTest {

    @Test
    void variablesBecomeHeaderFields() throws MalformedException {
        CgiRequest request = request("HTTP_ACCEPT", "*/*", "HTTP_X_FORWARDED_FOR", "1.2.3.4", "CONTENT_TYPE", "text/plain",
                "CONTENT_LENGTH", "12", "HTTP_X_A", "1", "HTTP_X_A", "2", "HTTP_COOKIE", "caf\u00e9");
        assertEquals(
                "[Accept: */*, X-Forwarded-For: 1.2.3.4, Content-Type: text/plain, X-A: 1, X-A: 2, Cookie: caf\u00e9, Content-Length: 12]",
                request.fields().stream().toList().toString());
        assertEquals(12, request.length());
    }

    @Test
    void whatWasBetweenTheClientAndTheWebServerIsLeftOut() throws MalformedException {
        CgiRequest request = request("HTTP_TRANSFER_ENCODING", "chunked", "HTTP_CONTENT_LENGTH", "7", "HTTP_EXPECT", "100-continue",
                "HTTP_UPGRADE", "websocket", "HTTP_A B", "x", "HTTP_", "x", "CONTENT_LENGTH", "", "CONTENT_TYPE", "");
        assertEquals(0, request.fields().size());
        assertFalse(request.hasLength());
    }

    @Test
    void otherVariablesAreKeptAsTheyCame() throws MalformedException {
        CgiRequest request = request("REQUEST_METHOD", "GET", "FOO", "bar", "REMOTE_USER", "jo\u00e9", "REMOTE_ADDR", "1.2.3.4",
                "PATH_INFO", "/",
                "HTTPS", "on", "wsgi.input", "x", "SERVER_NAME", "a", "SERVER_PROTOCOL", "HTTP/2.0");
        assertEquals("\0FOO\0bar\0REMOTE_USER\0jo\u00e9\0SERVER_NAME\0a\0SERVER_PROTOCOL\0HTTP/2.0",
                new String(request.variables(new Target("/app", "/")).others(), ISO_8859_1));
        assertEquals("/app", new String(request.variables(new Target("/app", "/")).script(), ISO_8859_1));
        assertEquals("bar", request.other("FOO"));
    }

    @Test
    void withoutAProtocolItIsTheOldest() throws MalformedException {
        assertEquals("\0FOO\0bar\0SERVER_PROTOCOL\0HTTP/1.0",
                new String(request("FOO", "bar").variables(new Target("", "/")).others(), ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({"HTTPS,on,true", "HTTPS,1,true", "HTTPS,off,false", "HTTPS,'',false", "REQUEST_SCHEME,https,true",
        "REQUEST_SCHEME,http,false"})
    void tlsIsToldInTwoWays(String name, String value, boolean secure) throws MalformedException {
        assertEquals(secure, request(name, value).isSecure());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1"})
    void aLengthMayBeUnknown(String value) throws MalformedException {
        assertFalse(request("CONTENT_LENGTH", value).hasLength());
    }

    @ParameterizedTest
    @CsvSource({"CONTENT_LENGTH,-2,CONTENT_LENGTH=-2; expected a number of bytes", "CONTENT_LENGTH,-10,CONTENT_LENGTH=-10;",
        "CONTENT_LENGTH,9999999999999999999,CONTENT_LENGTH=9999",
        "CONTENT_LENGTH,5 5,CONTENT_LENGTH=5 5;", "'',x,a variable without a name",
        "HTTP_A,'b\nc',the field A has the control character 10",
        "FOO,'a\0b',the variable FOO has a zero byte"})
    void whatCannotBeAVariableIsRefused(String name, String value, String reason) {
        String message = String.valueOf(assertThrows(MalformedException.class, () -> request(name, value)).getMessage());
        assertTrue(message.startsWith(reason), message);
    }

    @ParameterizedTest
    @CsvSource({"'',REQUEST_METHOD=;", "G T,REQUEST_METHOD=G T;", "'GET\r\n',REQUEST_METHOD=GET??;"})
    void aRequestHasAMethod(String method, String reason) throws MalformedException {
        CgiRequest request = request("REQUEST_METHOD", method);
        String message = String.valueOf(assertThrows(MalformedException.class, request::method).getMessage());
        assertTrue(message.startsWith(reason), message);
        assertThrows(MalformedException.class, request()::method);
    }

    private static CgiRequest request(String... variables) throws MalformedException {
        CgiRequest request = new CgiRequest();
        for (int i = 0; i < variables.length; i += 2) {
            byte[] both = (variables[i] + variables[i + 1]).getBytes(ISO_8859_1);
            int name = variables[i].length();
            request.put(both, 0, name, name, both.length - name);
        }
        return request;
    }
}
