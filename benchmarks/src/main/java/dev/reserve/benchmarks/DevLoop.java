package dev.reserve.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reserve.benchmarks.host.ServerProcess;
import dev.reserve.benchmarks.report.Quantiles;
import dev.reserve.benchmarks.report.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// How long a developer waits: from saving a source file, through `mvn -q -o package`, to the first answer of the new version by a server that watches the jar.
public final class DevLoop {

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final PrintStream out = System.out;
    private final Options options;
    private final List<Long> total = new ArrayList<>();
    private final List<Long> maven = new ArrayList<>();
    private final List<Long> swap = new ArrayList<>();

    private DevLoop(Options options) {
        this.options = options;
    }

    public static void main(String... arguments) throws Exception {
        new DevLoop(Options.parse(Set.of("dist", "rounds"), arguments)).run();
    }

    private void run() throws IOException, InterruptedException {
        Path dist = options.path("dist");
        WorkDirectory work = WorkDirectory.create();
        Path project = Files.createDirectories(work.path().resolve("shop"));
        write(project, "pom.xml", pom(dist.resolve("bundles/10/dev.reserve.api.jar")));
        write(project, "src/main/resources/META-INF/services/dev.reserve.app.ReserveApp", "shop.Shop\n");
        int port = ServerProcess.freePort();
        Path jar = project.resolve("target/shop-1.jar");
        List<String> command = List.of(dist.resolve("bin/reserve").toString(), "--dev", "--watch", jar.toString(), "--deploy",
                work.path().resolve("deploy").toString(), "--data", work.path().resolve("data").toString(), "-b", "127.0.0.1:" + port);
        try (ServerProcess _ = ServerProcess.start(work.path(), Map.of(), command)) {
            for (int round = -1; round <= options.number("rounds", 15); round++) { // the first two do not count: there is no version before, or no file in the page cache
                measure(project, jar, port, "version " + round, round > 0);
            }
        }
        Table table = new Table("what", "median (min – max), ms");
        table.row("saved → the new version answers", spread(total));
        table.row("of that, `mvn -q -o package`", spread(maven));
        table.row("jar written → the new version answers", spread(swap));
        out.println(table);
        work.delete();
    }

    private void measure(Path project, Path jar, int port, String word, boolean counts) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long startMillis = System.currentTimeMillis();
        write(project, "src/main/java/shop/Shop.java", source(word));
        ProcessBuilder builder = new ProcessBuilder("mvn", "-q", "-o", "-B", "package").directory(project.toFile()).inheritIO();
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process build = builder.start();
        long answered = 0;
        long built = 0;
        while (answered == 0 || built == 0) {
            if (built == 0 && !build.isAlive()) {
                built = System.nanoTime();
                if (build.exitValue() != 0) {
                    throw new IllegalStateException("mvn has ended with " + build.exitValue());
                }
            }
            if (answered == 0 && word.equals(answer(port))) {
                answered = System.nanoTime();
            }
            if (System.nanoTime() - start > DEADLINE.toNanos()) {
                throw new IllegalStateException("\"" + word + "\" has not been answered");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        if (counts) {
            total.add(answered - start);
            maven.add(built - start);
            long written = Files.getLastModifiedTime(jar).to(TimeUnit.NANOSECONDS) - TimeUnit.MILLISECONDS.toNanos(startMillis);
            swap.add(answered - start - written);
        }
    }

    /// What a connection of its own gets, or an empty string if it gets nothing in time.
    private static String answer(int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(200); // while there is no version, connections wait
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException _) { // the server is starting
            return "";
        }
    }

    private static void write(Path project, String file, String text) throws IOException {
        Path path = project.resolve(file);
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(path, text);
    }

    private static String source(String word) {
        return """
                package shop;

                import dev.reserve.app.ConnectionHandler;
                import dev.reserve.app.ReserveApp;
                import java.nio.ByteBuffer;

                public class Shop implements ReserveApp {
                    public ConnectionHandler launch(String... args) {
                        return (socket, client, server) -> socket.write(ByteBuffer.wrap("%s\\n".getBytes()));
                    }
                }
                """.formatted(word);
    }

    private static String pom(Path api) {
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>shop</groupId>
                  <artifactId>shop</artifactId>
                  <version>1</version>
                  <properties>
                    <maven.compiler.release>25</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <dependencies>
                    <dependency>
                      <groupId>dev.reserve</groupId>
                      <artifactId>dev.reserve.api</artifactId>
                      <version>0.1.0</version>
                      <scope>system</scope>
                      <systemPath>%s</systemPath>
                    </dependency>
                  </dependencies>
                  <build>
                    <plugins>
                      <plugin><artifactId>maven-resources-plugin</artifactId><version>3.5.0</version></plugin>
                      <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
                      <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.5.4</version></plugin>
                      <plugin><artifactId>maven-jar-plugin</artifactId><version>3.5.1</version></plugin>
                    </plugins>
                  </build>
                </project>
                """.formatted(api);
    }

    private static String spread(List<Long> nanos) {
        Quantiles quantiles = Quantiles.of(nanos.stream().mapToLong(Long::longValue).toArray());
        long least = nanos.stream().mapToLong(Long::longValue).min().orElse(0);
        return String.format(Locale.ROOT, "%.0f (%.0f – %.0f)", quantiles.median() / 1e6, least / 1e6, quantiles.max() / 1e6);
    }
}
