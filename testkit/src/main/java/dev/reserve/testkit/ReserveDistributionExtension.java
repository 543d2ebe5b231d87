package dev.reserve.testkit;

import dev.reserve.testkit.process.Deadline;
import dev.reserve.testkit.process.ReserveProcess;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// What is behind [ReserveDistribution].
final class ReserveDistributionExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

    /// On a class.
    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Optional<ReserveDistribution> test = Annotations.ofClass(context, ReserveDistribution.class);
        if (test.isPresent() && Fixture.of(context).isEmpty()) { // a nested class has the server of the one around it
            open(context, test.get());
        }
    }

    /// On a method.
    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        Optional<ReserveDistribution> test = Annotations.ofMethod(context, ReserveDistribution.class);
        if (test.isPresent()) {
            open(context, test.get());
        }
    }

    private static void open(ExtensionContext context, ReserveDistribution test) throws Exception {
        Fixture.open(context, test.deadlineSeconds(), (directory, deadline) -> start(test, directory, deadline));
    }

    private static DistributionServer start(ReserveDistribution test, Path directory, Deadline deadline) throws IOException {
        Optional<Path> jar = test.jar().isEmpty() ? Optional.empty() : Optional.of(jar(test.jar()));
        String address = test.transport().address(directory);
        List<String> arguments = new ArrayList<>(List.of("-b", DistributionServer.LISTENER + "=" + address));
        arguments.addAll(List.of(test.command()));
        Path server = Files.createDirectory(directory.resolve("server"));
        ReserveProcess process = ReserveProcess.start(server, ReserveProcess.command(home(), server, arguments),
                Map.of("RESERVE_JAVA_HOME", System.getProperty("java.home")), deadline);
        try {
            process.awaitServing();
            DistributionServer started = new DistributionServer(process,
                    new Clients(process.address(DistributionServer.LISTENER), deadline),
                    jar.map(file -> String.valueOf(file.getFileName())).orElse(""));
            jar.ifPresent(started::swap);
            return started;
        } catch (Throwable t) {
            process.close();
            throw t;
        }
    }

    private static Path home() {
        String property = System.getProperty("reserve.home", "");
        String home = property.isEmpty() ? System.getenv().getOrDefault("RESERVE_HOME", "") : property;
        if (home.isEmpty() || !Files.isExecutable(Path.of(home, "bin/reserve"))) {
            throw new ExtensionConfigurationException("the distribution is not at '" + home
                    + "'; expected its directory, which has bin/reserve in it, as the system property reserve.home or in the environment"
                    + " variable RESERVE_HOME");
        }
        return Path.of(home).toAbsolutePath();
    }

    /// The one jar that is meant.
    static Path jar(String pattern) throws IOException {
        Path path = Path.of(pattern);
        Path directory = Optional.ofNullable(path.getParent()).orElse(Path.of(""));
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, String.valueOf(path.getFileName()))) {
                files.forEach(file -> {
                    if (!String.valueOf(file.getFileName()).matches(".*-(sources|javadoc|tests)\\.jar")) {
                        found.add(file);
                    }
                });
            }
        }
        if (found.size() != 1) {
            throw new ExtensionConfigurationException("jar = \"" + pattern + "\" in " + Path.of("").toAbsolutePath() + " matches "
                    + (found.isEmpty()
                            ? "no file; is the app packed before the test runs?"
                            : found.stream().sorted().toList() + "; expected one"));
        }
        return found.getFirst();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Fixture.of(context).isPresent() && Fixture.supports(parameter, DistributionServer.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Fixture.of(context).orElseThrow().argument(parameter.getParameter().getType());
    }
}
