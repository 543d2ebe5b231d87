package dev.reserve.benchmarks.host;

import dev.reserve.benchmarks.app.Archive;
import dev.reserve.benchmarks.load.Language;
import dev.reserve.benchmarks.load.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Apache Tomcat with its automatic deployment: a war in `webapps/` is overwritten, or one with a higher version is added beside it.
public final class TomcatHost implements Host {

    private final boolean parallel;
    private final Path webapps;
    private final List<Target> targets;
    private final Archive archive;
    private final ServerProcess process;

    /// @param archive the distribution, a `.tar.gz`
    /// @param parallel whether versions are added (`bench##0002.war`) instead of overwritten
    public TomcatHost(Path archive, Path javaHome, Path directory, boolean parallel) {
        Path home = Unpacked.into(directory, archive);
        this.parallel = parallel;
        this.webapps = home.resolve("webapps");
        this.archive = Archive.forTomcat(List.of(home.resolve("lib/servlet-api.jar")));
        int port = ServerProcess.freePort();
        this.targets = List.of(Target.port("HTTP", port, Language.HTTP, false));
        Path serverXml = home.resolve("conf/server.xml");
        Unpacked.edit(serverXml, "port=\"8005\"", "port=\"-1\"");
        Unpacked.edit(serverXml, "port=\"8080\"", "port=\"" + port + "\"");
        if (parallel) {
            Unpacked.edit(serverXml, "autoDeploy=\"true\"", "autoDeploy=\"true\" undeployOldVersions=\"true\"");
        }
        deploy(0);
        this.process = ServerProcess.start(directory, Map.of("JAVA_HOME", javaHome.toString(), "CATALINA_HOME", home.toString()),
                List.of(home.resolve("bin/catalina.sh").toString(), "run"));
    }

    @Override
    public String name() {
        return parallel ? "Tomcat: add a war with a higher `##` version" : "Tomcat: overwrite the war";
    }

    @Override
    public List<Target> targets() {
        return targets;
    }

    @Override
    public long deploy(int version) {
        return archive.moveTo(webapps.resolve(parallel ? String.format(Locale.ROOT, "bench##%04d.war", version) : "bench.war"), version);
    }

    @Override
    public void close() {
        process.close();
    }
}
