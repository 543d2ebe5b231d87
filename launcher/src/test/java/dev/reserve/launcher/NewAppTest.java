package dev.reserve.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewAppTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void wordsMayComeInAnyOrder() throws Exit {
        NewApp expected = new NewApp(Path.of("shop"), "org.example", true);
        assertEquals(expected, NewApp.parse(List.of("app", "shop", "--package", "org.example", "--http")));
        assertEquals(expected, NewApp.parse(List.of("app", "--http", "--package=org.example", "shop")));
    }

    @Test
    void thePackageIsByDefaultNamedAfterTheApp() throws Exit {
        assertEquals("shop", NewApp.parse(List.of("app", "some/where/Shop/.")).packageName());
        assertEquals("web_shop_2_1", NewApp.parse(List.of("app", "web-shop-2.1")).packageName());
        assertEquals("_2nd", NewApp.parse(List.of("app", "2nd")).packageName());
        assertEquals("_new", NewApp.parse(List.of("app", "new")).packageName());
    }

    @Test
    void wrongArgumentsAreUsage() {
        String expected = "; expected reservectl new app DIR [--package NAME] [--http]";
        assertUsage("new: found bundle" + expected, "bundle", "x");
        assertUsage("new app: no DIR" + expected, "app", "--http");
        assertUsage("new app: found two after one" + expected, "app", "one", "two");
        assertUsage("unknown option --https", "app", "one", "--https");
        assertUsage("--package: no value; expected the name of a Java package", "app", "one", "--package");
        assertUsage(
                "new app: the last name of a b is the app's, and is 'a b'; expected letters, digits, '.', '_' and '-', beginning with a letter"
                        + " or a digit",
                "app", "a b");
        for (String name : List.of("", "2nd", "org..shop", "org.new", "org/shop", "java.shop")) {
            assertUsage("--package: '" + name + "' is not the name of a package of yours; expected Java identifiers with '.' between them,"
                    + " such as org.example.shop", "app", "one", "--package", name);
        }
    }

    @Test
    void aProjectIsMadeFromTheTemplate() throws Exception {
        Path template = template(Map.of("archetype-resources/pom.xml", "<a>${artifactId}</a><v>${reserve.version}</v><h>${reserveHome}</h>",
                "archetype-resources/src/main/java/App.java", "package ${package}; // $100", "META-INF/other", "no"));
        Path project = directory.resolve("shop");
        Exit made = new NewApp(project, "org.example", false).make(Path.of("/opt/a&b"), template);
        assertEquals(Exit.OK, made.code());
        assertEquals("<a>shop</a><v>${reserve.version}</v><h>/opt/a&amp;b</h>", Files.readString(project.resolve("pom.xml")));
        assertEquals("package org.example; // $100", Files.readString(project.resolve("src/main/java/org/example/App.java")));
        try (var files = Files.list(project)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void whatIsThereIsLeftAsItIs() throws Exception {
        Path template = template(Map.of("archetype-resources/pom.xml", "x"));
        Path full = Files.createDirectory(directory.resolve("full"));
        Path file = Files.writeString(full.resolve("file"), "mine");
        assertCannotCreate(full + " is not empty; expected no such directory, or an empty one", full, template);
        assertCannotCreate(file + " is there, and is no directory; expected none, or an empty one", file, template);
        Exit below = assertThrows(Exit.class, () -> new NewApp(file.resolve("below"), "x", false).make(directory, template));
        assertEquals(Exit.CANNOT_CREATE, below.code());
        assertEquals("mine", Files.readString(file));
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertEquals(Exit.OK, new NewApp(empty, "x", false).make(directory, template).code());
    }

    @Test
    void aDistributionWithoutTheTemplateSaysSo() {
        Exit failed = assertThrows(Exit.class, () -> new NewApp(directory.resolve("shop"), "x", true).make(directory));
        assertEquals(Exit.NO_INPUT, failed.code());
        assertTrue(String.valueOf(failed.getMessage()).contains("reserve-http-archetype"), failed.getMessage());
    }

    private void assertCannotCreate(String message, Path where, Path template) {
        Exit failed = assertThrows(Exit.class, () -> new NewApp(where, "x", false).make(directory, template));
        assertEquals(Exit.CANNOT_CREATE, failed.code());
        assertEquals(message, failed.getMessage());
    }

    private static void assertUsage(String message, String... words) {
        Exit failed = assertThrows(Exit.class, () -> NewApp.parse(List.of(words)));
        assertEquals(Exit.USAGE, failed.code());
        assertEquals(message, failed.getMessage());
    }

    private Path template(Map<String, String> files) throws IOException {
        Path template = directory.resolve("template.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(template))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return template;
    }
}
