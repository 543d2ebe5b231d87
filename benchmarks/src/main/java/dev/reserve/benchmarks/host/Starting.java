package dev.reserve.benchmarks.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A server that is started, and what has to come back before it counts as started.
///
/// @param directory that it runs in
/// @param environment variables beside those of this process
/// @param question what a connection says; empty if the server speaks first
public record Starting(String id, String name, Path directory, int port, Map<String, String> environment, List<String> command,
        String question) {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PAGE = "GET / HTTP/1.0\r\n\r\n";

    /// @param javaOptions for its JVM, beside its own
    public static Starting reserve(String id, String name, Path distribution, Path directory, String javaOptions, String... app) {
        int port = ServerProcess.freePort();
        List<String> command = new ArrayList<>(
                List.of(distribution.resolve("bin/reserve").toString(), "-b", "127.0.0.1:" + port, "--deploy",
                        created(directory).resolve("deploy").toString(), "--data", directory.resolve("data").toString()));
        command.addAll(List.of(app));
        return new Starting(id, name, directory, port, Map.of("RESERVE_JAVA_OPTS", javaOptions), command,
                app[0].equals("http") ? PAGE : "hello\n");
    }

    /// As it comes, without a console; its shell is there when its SSH server greets.
    public static Starting karaf(Path archive, Path javaHome, Path directory) {
        Path home = Unpacked.into(created(directory), archive);
        int port = ServerProcess.freePort();
        Unpacked.edit(home.resolve("etc/org.apache.karaf.shell.cfg"), "sshPort = 8101", "sshPort = " + port);
        return new Starting("karaf", "Apache Karaf, to its shell", directory, port,
                Map.of("JAVA_HOME", javaHome.toString(), "KARAF_HOME", home.toString()),
                List.of(home.resolve("bin/karaf").toString(), "server"), "");
    }

    /// As it comes, with its five web applications.
    public static Starting tomcat(Path archive, Path javaHome, Path directory) {
        Path home = Unpacked.into(created(directory), archive);
        int port = ServerProcess.freePort();
        Path serverXml = home.resolve("conf/server.xml");
        Unpacked.edit(serverXml, "port=\"8005\"", "port=\"-1\"");
        Unpacked.edit(serverXml, "port=\"8080\"", "port=\"" + port + "\"");
        return new Starting("tomcat", "Apache Tomcat", directory, port,
                Map.of("JAVA_HOME", javaHome.toString(), "CATALINA_HOME", home.toString()),
                List.of(home.resolve("bin/catalina.sh").toString(), "run"), PAGE);
    }

    /// With one worker, and an application of three lines.
    public static Starting gunicorn(Path directory) {
        int port = ServerProcess.freePort();
        try {
            Files.writeString(created(directory).resolve("hello.py"), """
                    def app(environ, start_response):
                        start_response("200 OK", [("Content-Length", "6")])
                        return [b"hello\\n"]
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Starting("gunicorn", "gunicorn, 1 worker", directory, port, Map.of(),
                List.of(Program.find("gunicorn", "gunicorn"), "--bind", "127.0.0.1:" + port, "hello:app"), PAGE);
    }

    private static Path created(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A start that has come to its first answer.
    ///
    /// @param nanos from the start of the process
    public record Started(ServerProcess process, long nanos) {}

    /// Starts it, and waits for its first answer.
    public Started start() throws InterruptedException {
        long begin = System.nanoTime();
        ServerProcess process = ServerProcess.start(directory, environment, command);
        while (!answers()) {
            process.expectAlive();
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                process.close();
                throw new IllegalStateException(name + " does not answer:\n" + process.log());
            }
            Thread.sleep(Duration.ofMillis(2));
        }
        return new Started(process, System.nanoTime() - begin);
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) { // not yet
            return false;
        }
    }
}
