package dev.reserve.core.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/// Reads what a jar that is no bundle says of its apps.
///
/// Their classes stand in `META-INF/services`. The headers `Reserve-…` of the manifest are properties of the services: `Reserve-Http-Path: /shop` is
/// `reserve.http.path`. `Reserve-App` names the app; without it, the file does.
final class PlainJarReader {

    static final String SERVICES = "META-INF/services/";

    private static final String PROPERTY = "reserve-";
    private static final String NAMES = "Reserve-App";
    /// As build tools name a jar: `shop-1.2-SNAPSHOT.jar`.
    private static final Pattern FILE = Pattern.compile("(.+?)-(\\d[A-Za-z0-9._+-]*)");
    private static final Pattern VERSION = Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9}))?(?:\\.(\\d{1,9}))?(?:[.+-](.*))?");
    private static final Pattern CLASS = Pattern.compile("[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}.]*");

    private final String file;
    private final JarFile jar;
    private final Attributes headers;
    private final String name;
    private final String version;

    private PlainJarReader(String file, JarFile jar) throws IOException {
        this.file = file;
        this.jar = jar;
        Manifest manifest = jar.getManifest();
        this.headers = manifest == null ? new Attributes() : manifest.getMainAttributes();
        String base = file.endsWith(".jar") ? file.substring(0, file.length() - ".jar".length()) : file;
        Matcher parts = FILE.matcher(base);
        boolean versioned = parts.matches();
        this.name = versioned ? parts.group(1) : base;
        this.version = versioned ? parts.group(2) : "";
    }

    /// @param file its name in the deploy folder
    /// @param types the service interfaces of apps that somebody here serves with
    /// @throws RejectedException what is wrong with it
    static PlainJar read(String file, JarFile jar, Collection<String> types) throws IOException, RejectedException {
        return new PlainJarReader(file, jar).read(types);
    }

    private PlainJar read(Collection<String> types) throws IOException, RejectedException {
        Map<String, Set<String>> classes = new LinkedHashMap<>();
        for (String type : types) {
            ZipEntry entry = jar.getEntry(SERVICES + type);
            if (entry != null) {
                classes.put(type, classes(entry));
            }
        }
        if (classes.isEmpty()) {
            throw new RejectedException(neither(types));
        }
        return new PlainJar(file, name, version(), apps(classes), properties());
    }

    /// As [java.util.ServiceLoader] reads them: one on a line, `#` begins a comment, and a class that stands there twice is one.
    private Set<String> classes(ZipEntry entry) throws IOException, RejectedException {
        Set<String> classes = new LinkedHashSet<>();
        int number = 0;
        for (String line : new String(jar.getInputStream(entry).readAllBytes(), UTF_8).lines().toList()) {
            number++;
            int comment = line.indexOf('#');
            String text = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!text.isEmpty() && !CLASS.matcher(text).matches()) {
                throw new RejectedException(entry.getName() + ", line " + number + ": \"" + text + "\"; expected the name of a class");
            }
            if (!text.isEmpty()) {
                classes.add(text);
            }
        }
        if (classes.isEmpty()) {
            throw new RejectedException(entry.getName() + " names no class; expected the one that is the app");
        }
        return classes;
    }

    private List<PlainJar.App> apps(Map<String, Set<String>> classes) throws RejectedException {
        String given = headers.getValue(NAMES);
        Map<String, String> names = given == null || given.indexOf('=') < 0 ? Map.of() : names(given, classes);
        List<PlainJar.App> apps = new ArrayList<>();
        for (Map.Entry<String, Set<String>> each : classes.entrySet()) {
            if (each.getValue().size() > 1 && names.isEmpty()) {
                throw new RejectedException(SERVICES + each.getKey() + " names " + each.getValue().size() + " classes, "
                        + String.join(" and ", each.getValue()) + "; expected one, or a header in the manifest that names each app: "
                        + example(each.getValue()));
            }
            for (String type : each.getValue()) {
                String app = names.isEmpty() ? (given == null ? name : given.strip()) : names.getOrDefault(type, "");
                requireName(app, type, given);
                apps.add(new PlainJar.App(each.getKey(), app, type));
            }
        }
        Set<String> seen = new LinkedHashSet<>();
        for (PlainJar.App app : apps) {
            if (!seen.add(app.type() + " " + app.name())) {
                throw new RejectedException(NAMES + ": " + given + ": two apps are called " + app.name() + "; expected a name for each");
            }
        }
        return apps;
    }

    private void requireName(String app, String type, @Nullable String given) throws RejectedException {
        if (!app.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            String found = given == null ? "its app would be called \"" + app + "\" after the file" : NAMES + ": " + given;
            throw new RejectedException(found + "; expected a name of letters, digits, '.', '_' and '-' that begins with a letter or digit"
                    + (given == null
                            ? ": rename the file, or add a header to the manifest, " + NAMES + ": NAME"
                            : ", as in " + NAMES + ": NAME, or " + example(List.of(type))));
        }
    }

    private static String example(Collection<String> classes) {
        return classes.stream().map(each -> each.substring(each.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT) + "=" + each)
                .collect(Collectors.joining(", ", NAMES + ": ", ""));
    }

    /// The names of apps by their classes.
    private static Map<String, String> names(String given, Map<String, Set<String>> classes) throws RejectedException {
        Map<String, String> names = new HashMap<>();
        for (String pair : given.split(",", -1)) {
            int equals = pair.indexOf('=');
            String type = pair.substring(equals + 1).strip();
            if (equals < 0 || classes.values().stream().noneMatch(all -> all.contains(type))) {
                throw new RejectedException(
                        NAMES + ": " + given + ": \"" + pair.strip() + "\"; expected NAME=CLASS, with a class that stands in "
                                + classes.keySet().stream().map(SERVICES::concat).collect(Collectors.joining(" or ")));
            }
            names.put(type, pair.substring(0, equals).strip());
        }
        return names;
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        for (Map.Entry<Object, Object> header : headers.entrySet()) {
            String key = header.getKey().toString().toLowerCase(Locale.ROOT);
            if (key.startsWith(PROPERTY) && !key.equalsIgnoreCase(NAMES)) {
                String[] values = header.getValue().toString().strip().split("\\s*,\\s*", -1);
                properties.put(key.replace('-', '.'), values.length == 1 ? values[0] : values);
            }
        }
        return properties;
    }

    /// As near as it comes to a version of OSGi.
    private Version version() {
        String given = headers.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        Matcher parts = VERSION.matcher(given == null ? version : given.strip());
        if (!parts.matches()) {
            return Version.emptyVersion;
        }
        String qualifier = parts.group(4) == null ? "" : parts.group(4).replaceAll("[^A-Za-z0-9_-]", "_");
        return new Version(number(parts, 1), number(parts, 2), number(parts, 3), qualifier);
    }

    private static int number(Matcher parts, int group) {
        return parts.group(group) == null ? 0 : Integer.parseInt(parts.group(group));
    }

    private String neither(Collection<String> types) {
        String others = jar.stream().map(ZipEntry::getName).filter(each -> each.startsWith(SERVICES + "dev.reserve."))
                .collect(Collectors.joining(", "));
        return "neither a bundle nor a jar with an app: "
                + (headers.isEmpty() ? "it has no META-INF/MANIFEST.MF" : "its META-INF/MANIFEST.MF has no Bundle-SymbolicName header")
                + (others.isEmpty() ? ", and it has no " : ", and it has " + others + ", which is not ")
                + types.stream().map(SERVICES::concat).collect(Collectors.joining(" or "))
                + ". Two ways to mend it: put the name of the class that implements "
                + types.stream().collect(Collectors.joining(" or ")) + " into the file of that name in META-INF/services; "
                + "or have bnd make it a bundle (Bundle-ManifestVersion: 2, Bundle-SymbolicName: a.name.of.your.own)";
    }
}
