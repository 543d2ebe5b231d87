package dev.reserve.benchmarks.peer;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;

/// Helidon SE: a virtual thread for each connection, whatever is asked for.
public final class HelidonPeer {

    private HelidonPeer() {}

    public static void main(String... arguments) {
        Hello hello = Hello.parse(arguments);
        byte[] text = Hello.text();
        WebServer.builder().host(Hello.HOST).port(hello.port()).backlog(Hello.BACKLOG).idleConnectionTimeout(Hello.IDLE)
                .routing(routing -> routing.get("/", (request, response) -> {
                    response.header(HeaderNames.CONTENT_TYPE.defaultCase(), Hello.TYPE);
                    response.send(text);
                })).build().start();
    }
}
