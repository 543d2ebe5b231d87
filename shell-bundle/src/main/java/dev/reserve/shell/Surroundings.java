package dev.reserve.shell;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/// What the server runs in, as text, without secrets.
final class Surroundings {

    private Surroundings() {}

    static String bundles(BundleContext context) {
        Table table = new Table("ID", "STATE", "NAME", "VERSION", "LOCATION");
        for (Bundle bundle : context.getBundles()) {
            table.row(bundle.getBundleId(), state(bundle), bundle.getSymbolicName(), bundle.getVersion(), bundle.getLocation());
        }
        return table.toString();
    }

    private static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "active";
            case Bundle.INSTALLED -> "installed";
            case Bundle.RESOLVED -> "resolved";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            default -> "uninstalled";
        };
    }

    static String jvm() {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        StringBuilder text = new StringBuilder();
        text.append("java ").append(Runtime.version()).append(", ").append(runtime.getVmName()).append('\n');
        runtime.getInputArguments().forEach(argument -> text.append("argument ").append(Secrets.masked(argument)).append('\n'));
        Map<String, String> properties = new TreeMap<>(runtime.getSystemProperties());
        properties.forEach((key, value) -> text.append("property ").append(key).append('=')
                .append(Secrets.isSecret(key) ? Secrets.MASK : Secrets.masked(value.strip())).append('\n'));
        // of the environment only the names: what is in there is often meant for nobody else
        new TreeMap<>(System.getenv()).keySet().forEach(name -> text.append("environment ").append(name).append('\n'));
        return text.toString();
    }

    /// What all threads are doing, the virtual ones as well.
    ///
    /// @param directory for a file of the moment: the JVM writes one, and nothing else
    static String threads(Path directory) throws IOException {
        Path file = directory.toAbsolutePath().resolve("threads-" + UUID.randomUUID() + ".tmp");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(file.toString(),
                    HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            return Files.readString(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    static List<Path> configurations(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "*.{cfg,config}")) {
            all.forEach(files::add);
        }
        files.sort(null);
        return files;
    }
}
