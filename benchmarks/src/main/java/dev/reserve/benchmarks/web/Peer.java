package dev.reserve.benchmarks.web;

import dev.reserve.benchmarks.host.ServerProcess;
import dev.reserve.benchmarks.peer.HelidonPeer;
import dev.reserve.benchmarks.peer.JettyPeer;
import dev.reserve.benchmarks.peer.TomcatPeer;
import dev.reserve.benchmarks.peer.UndertowPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A web server of the JVM, in a JVM of its own with the flags that Reserve's has.
///
/// @param title its name
/// @param jar that has its version in its name, without that
/// @param nonBlocking what it does when asked not to block
/// @param blocking what it does when asked to
/// @param main class
public record Peer(String id, String title, String jar, String nonBlocking, String blocking, Class<?> main,
        List<String> flags) implements Contender<HttpWorkload> {

    /// All of them.
    ///
    /// @param flags of their JVMs
    public static List<Peer> all(List<String> flags) {
        return List.of(new Peer("jetty", "Jetty", "jetty-server", "non-blocking", "its pool", JettyPeer.class, flags),
                new Peer("undertow", "Undertow", "undertow-core", "I/O threads", "workers", UndertowPeer.class, flags),
                new Peer("helidon", "Helidon SE", "helidon-webserver", "virtual threads", "virtual threads", HelidonPeer.class, flags),
                new Peer("tomcat", "Tomcat", "tomcat-embed-core", "its pool", "its pool", TomcatPeer.class, flags));
    }

    @Override
    public String name(HttpWorkload workload) {
        return title + " " + version() + ", " + (workload == HttpWorkload.BLOCKING ? blocking : nonBlocking);
    }

    private String version() {
        Matcher matcher = Pattern.compile("/" + jar + "-(\\d[^/:]*)\\.jar(:|$)").matcher(System.getProperty("java.class.path"));
        return matcher.find() ? matcher.group(1) : "";
    }

    @Override
    public boolean takes(HttpWorkload workload) {
        return workload != HttpWorkload.FILE;
    }

    @Override
    public WebServer start(HttpWorkload workload, Path directory) {
        int port = ServerProcess.freePort();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), Integer.toString(port),
                workload == HttpWorkload.BLOCKING ? "blocking" : "non-blocking"));
        return new WebServer(port, ServerProcess.start(directory, Map.of(), command));
    }
}
