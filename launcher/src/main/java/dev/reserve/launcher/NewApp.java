package dev.reserve.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.lang.model.SourceVersion;

/// `reservectl new app`: makes a project from the template that Maven's archetype of the same kind has.
///
/// @param directory where the project is made; its name is that of the app
/// @param packageName of its classes
/// @param http whether it is a sub-app of `http`
record NewApp(Path directory, String packageName, boolean http) {
    static final String USAGE = "; expected reservectl new app DIR [--package NAME] [--http]";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern PACKAGED = Pattern.compile("(src/(?:main|test)/java/)(.+)");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(groupId|artifactId|version|package|reserveHome)}");
    private static final String RESOURCES = "archetype-resources/";

    /// Reads what follows `new`.
    static NewApp parse(List<String> words) throws Exit {
        if (words.isEmpty() || !words.getFirst().equals("app")) {
            throw Exit.usage("new: found " + (words.isEmpty() ? "nothing more" : words.getFirst()) + USAGE);
        }
        String directory = null;
        String packageName = null;
        boolean http = false;
        List<String> rest = words.subList(1, words.size());
        while (!rest.isEmpty()) {
            CommandLine line = new CommandLine(rest);
            for (String option = line.option(); option != null; option = line.option()) {
                switch (option) {
                    case "--package" -> packageName = line.value("the name of a Java package");
                    case "--http" -> http = true;
                    case "-h", "--help" -> throw new Exit(Exit.OK, ReservectlOptions.HELP);
                    default -> throw line.unknown();
                }
            }
            rest = line.rest();
            if (!rest.isEmpty()) {
                if (directory != null) {
                    throw Exit.usage("new app: found " + rest.getFirst() + " after " + directory + USAGE);
                }
                directory = rest.getFirst();
                rest = rest.subList(1, rest.size());
            }
        }
        if (directory == null || directory.isEmpty()) {
            throw Exit.usage("new app: no DIR" + USAGE);
        }
        return of(Path.of(directory), packageName == null ? "" : packageName, packageName != null, http);
    }

    private static NewApp of(Path directory, String given, boolean isGiven, boolean http) throws Exit {
        String app = String.valueOf(directory.toAbsolutePath().normalize().getFileName());
        if (!NAME.matcher(app).matches()) {
            throw Exit.usage("new app: the last name of " + directory + " is the app's, and is '" + app
                    + "'; expected letters, digits, '.', '_' and '-', beginning with a letter or a digit");
        }
        String packageName = isGiven ? given : packageOf(app);
        if (!SourceVersion.isName(packageName, SourceVersion.latest()) || packageName.equals("java") || packageName.startsWith("java.")) {
            throw Exit.usage("--package: '" + packageName
                    + "' is not the name of a package of yours; expected Java identifiers with '.' between them, such as org.example.shop");
        }
        return new NewApp(directory, packageName, http);
    }

    private static String packageOf(String app) {
        String name = app.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        return SourceVersion.isName(name, SourceVersion.latest()) && !name.equals("java") ? name : "_" + name;
    }

    private String app() {
        return String.valueOf(directory.toAbsolutePath().normalize().getFileName());
    }

    /// Makes the project.
    ///
    /// @param home the directory of the distribution
    /// @return what to tell of it
    Exit make(Path home) throws Exit {
        String archetype = http ? "reserve-http-archetype" : "reserve-app-archetype";
        String version = Product.version();
        return make(home, home.resolve("maven/dev/reserve/" + archetype + "/" + version + "/" + archetype + "-" + version + ".jar"));
    }

    Exit make(Path home, Path template) throws Exit {
        claim();
        try (ZipFile zip = new ZipFile(template.toFile())) {
            Map<String, String> values = Map.of("groupId", packageName, "artifactId", app(), "version", "1.0.0", "package", packageName,
                    "reserveHome", home.toString());
            for (ZipEntry entry : zip.stream().toList()) {
                if (!entry.isDirectory() && entry.getName().startsWith(RESOURCES)) {
                    write(zip, entry, values);
                }
            }
        } catch (IOException e) {
            throw new Exit(Exit.NO_INPUT, "cannot read the template: " + reason(e) + "; is the distribution whole?", e);
        }
        String jar = directory.resolve("target").resolve(app() + "-1.0.0.jar").toString();
        return new Exit(Exit.OK, """
                made %s, with the app %s in the package %s

                  mvn -f %s verify     tests it, packs it, and tests the jar in a server
                  %s     is then what to copy into a server's deploy/

                It takes Maven 3.8 or newer and a JDK 25 or newer. docs/new-app.md and docs/testing.md tell more.
                """.formatted(directory, app(), packageName, directory, jar));
    }

    /// Makes the directory, or finds it empty.
    private void claim() throws Exit {
        try {
            if (Files.exists(directory)) {
                if (!Files.isDirectory(directory)) {
                    throw new Exit(Exit.CANNOT_CREATE, directory + " is there, and is no directory; expected none, or an empty one");
                }
                try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                    if (files.iterator().hasNext()) {
                        throw new Exit(Exit.CANNOT_CREATE, directory + " is not empty; expected no such directory, or an empty one");
                    }
                }
            }
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new Exit(Exit.CANNOT_CREATE, "cannot make " + directory + ": " + reason(e), e);
        }
    }

    private void write(ZipFile zip, ZipEntry entry, Map<String, String> values) throws IOException, Exit {
        String path = entry.getName().substring(RESOURCES.length());
        Matcher packaged = PACKAGED.matcher(path);
        Path file = directory
                .resolve(packaged.matches() ? packaged.group(1) + packageName.replace('.', '/') + "/" + packaged.group(2) : path);
        String text;
        try (InputStream in = zip.getInputStream(entry)) {
            text = new String(in.readAllBytes(), UTF_8);
        }
        boolean xml = path.endsWith(".xml");
        String filled = REFERENCE.matcher(text).replaceAll(found -> {
            String value = String.valueOf(values.get(found.group(1)));
            return Matcher.quoteReplacement(xml ? value.replace("&", "&amp;").replace("<", "&lt;") : value);
        });
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, filled);
        } catch (IOException e) {
            throw new Exit(Exit.CANNOT_CREATE, "cannot write " + file + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        String message = e instanceof FileSystemException failure && failure.getReason() != null ? failure.getReason() : e.getMessage();
        return e.getClass().getSimpleName() + ": " + message;
    }
}
