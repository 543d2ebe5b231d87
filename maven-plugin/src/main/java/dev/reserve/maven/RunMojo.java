package dev.reserve.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Packages the project, and runs a server for it ({@code reserve --dev}) until Ctrl-C. The server watches the project's jar: {@code mvn -q -o package} in another
 * terminal swaps it.
 */
@Mojo(name = "run", threadSafe = true)
@Execute(phase = LifecyclePhase.PACKAGE)
public final class RunMojo extends AbstractMojo {

    /** How long a server that got the Ctrl-C too may take to stop before it is told to. */
    private static final long PATIENCE_SECONDS = 5;

    private static final Pattern HTTP = Pattern.compile("(?:^|,)dev\\.reserve\\.http(?:[;,]|$)");

    /** The directory of the distribution. If nothing is said: {@code $RESERVE_HOME}, and without it that of the command {@code reserve} in {@code PATH}. */
    @Parameter(property = "reserve.home")
    private @Nullable File home;

    /** What is deployed whenever it changes. */
    @Parameter(property = "reserve.jar", defaultValue = "${project.build.directory}/${project.build.finalName}.jar", required = true)
    private File jar = new File("app.jar");

    /** Where to listen, as {@code reserve -b} takes it; {@code 127.0.0.1:8080} if nothing is said. */
    @Parameter(property = "reserve.bind")
    private List<String> bind = List.of();

    /** The app and its arguments. If nothing is said: {@code http} if the jar has a sub-app, otherwise none: the project's app takes what nothing else is bound to. */
    @Parameter(property = "reserve.args")
    private List<String> args = List.of();

    /** The deploy and data directories are below this one; not below {@code target}, which a build may delete while the server runs. */
    @Parameter(property = "reserve.directory", defaultValue = "${project.basedir}/.reserve")
    private File directory = new File(".reserve");

    /** Where a server of a project keeps what it writes, if nothing else is said. */
    static Path own(File basedir) {
        return basedir.toPath().resolve(".reserve");
    }

    RunMojo with(File otherHome, File otherJar, File otherDirectory) {
        home = otherHome;
        jar = otherJar;
        directory = otherDirectory;
        return this;
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        List<String> command = command(System.getenv("RESERVE_HOME"), System.getenv("PATH"));
        getLog().info(String.join(" ", command));
        try {
            Process server = new ProcessBuilder(command).inheritIO().start();
            Thread hook = new Thread(() -> end(server), "reserve-run");
            Runtime.getRuntime().addShutdownHook(hook);
            int code = server.waitFor();
            if (code != 0) {
                throw new MojoFailureException("reserve has ended with " + code + "; its messages say why");
            }
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IOException e) {
            throw new MojoExecutionException(command.get(0) + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new MojoExecutionException("interrupted", e);
        } catch (IllegalStateException e) {
            getLog().debug("Maven is ending", e);
        }
    }

    /** A Ctrl-C comes to both processes; a second one would stop the server at once. Other signals come to this one alone. */
    private static void end(Process server) {
        try {
            if (!server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                server.destroy();
                server.waitFor();
            }
        } catch (InterruptedException e) {
            server.destroy();
        }
    }

    List<String> command(@Nullable String homeVariable, @Nullable String path) throws MojoFailureException {
        List<String> command = new ArrayList<>(
                List.of(program(homeVariable, path).toString(), "--dev", "--watch", jar.getAbsolutePath(), "--deploy",
                        directory.toPath().resolve("deploy").toString(), "--data", directory.toPath().resolve("data").toString()));
        bind.forEach(each -> command.addAll(List.of("-b", each)));
        command.addAll(args.isEmpty() && isForHttp() ? List.of("http") : args);
        return command;
    }

    /** A bundle with a sub-app imports the package of its contract; a jar that is no bundle names its class. */
    private boolean isForHttp() throws MojoFailureException {
        if (!jar.isFile()) {
            return false;
        }
        try (JarFile packed = new JarFile(jar)) {
            Manifest manifest = packed.getManifest();
            String imports = manifest == null ? null : manifest.getMainAttributes().getValue("Import-Package");
            return (imports != null && HTTP.matcher(imports).find())
                    || packed.getEntry("META-INF/services/dev.reserve.http.HttpApp") != null;
        } catch (IOException e) {
            throw new MojoFailureException(jar + " cannot be read: " + e.getMessage() + "; expected the project's jar", e);
        }
    }

    private Path program(@Nullable String homeVariable, @Nullable String path) throws MojoFailureException {
        File given = home != null ? home : homeVariable == null || homeVariable.isEmpty() ? null : new File(homeVariable);
        if (given != null) {
            Path program = given.toPath().resolve("bin").resolve("reserve");
            Path inCheckout = given.toPath().resolve("reserve");
            if (Files.isExecutable(program)) {
                return program;
            }
            if (Files.isRegularFile(inCheckout) && Files.isExecutable(inCheckout)) {
                return inCheckout;
            }
            throw new MojoFailureException("there is no bin/reserve in " + given + "; expected the directory of Reserve's distribution");
        }
        for (String each : path == null ? new String[0] : path.split(File.pathSeparator, -1)) {
            Path program = Path.of(each.isEmpty() ? "." : each).resolve("reserve");
            if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                return program;
            }
        }
        throw new MojoFailureException(
                "no distribution of Reserve: neither -Dreserve.home=DIR nor $RESERVE_HOME says where it is, and PATH has no reserve");
    }
}
