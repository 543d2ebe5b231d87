package dev.reserve.core.deploy;

import java.util.List;
import java.util.Map;
import org.osgi.framework.Version;

/// What a jar that is no bundle says of itself: its apps are the providers in `META-INF/services`, as [java.util.ServiceLoader] knows them.
///
/// @param file its name in the deploy folder
/// @param name what it is called: the name of its file without the version
/// @param version from the manifest or the name of the file
/// @param apps one or more
/// @param properties those of the services of all apps, but for the name
public record PlainJar(String file, String name, Version version, List<App> apps, Map<String, Object> properties) {

    public PlainJar {
        apps = List.copyOf(apps);
        properties = Map.copyOf(properties);
    }

    /// An app of it.
    ///
    /// @param type the service interface
    /// @param className of the class that implements it
    public record App(String type, String name, String className) {

        /// Where the jar names the class.
        public String origin() {
            return PlainJarReader.SERVICES + type;
        }

        @Override
        public String toString() {
            return name + " (" + className + ")";
        }
    }
}
