package dev.reserve.benchmarks.host;

import dev.reserve.benchmarks.app.Archive;
import dev.reserve.benchmarks.load.Language;
import dev.reserve.benchmarks.load.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Apache Tomcat with its automatic deployment: a war in `webapps/` is overwritten, or one with a higher version is added beside it.
public final class TomcatHost extends ArchiveHost {

    /// @param archive the distribution, a `.tar.gz`
    /// @param parallel whether versions are added (`bench##0002.war`) instead of overwritten
    public TomcatHost(Path archive, Path javaHome, Path directory, boolean parallel) {
        Path home = Unpacked.into(directory, archive);
        int port = ServerProcess.freePort();
        Path serverXml = home.resolve("conf/server.xml");
        Unpacked.edit(serverXml, "port=\"8005\"", "port=\"-1\"");
        Unpacked.edit(serverXml, "port=\"8080\"", "port=\"" + port + "\"");
        if (parallel) {
            Unpacked.edit(serverXml, "autoDeploy=\"true\"", "autoDeploy=\"true\" undeployOldVersions=\"true\"");
        }
        super(parallel ? "Tomcat: add a war with a higher `##` version" : "Tomcat: overwrite the war",
                List.of(Target.port("HTTP", port, Language.HTTP, false)), Archive.forTomcat(List.of(home.resolve("lib/servlet-api.jar"))),
                version -> home.resolve("webapps").resolve(parallel ? String.format(Locale.ROOT, "bench##%04d.war", version) : "bench.war"),
                new Start(directory, Map.of("JAVA_HOME", javaHome.toString(), "CATALINA_HOME", home.toString()),
                        List.of(home.resolve("bin/catalina.sh").toString(), "run")));
    }
}
