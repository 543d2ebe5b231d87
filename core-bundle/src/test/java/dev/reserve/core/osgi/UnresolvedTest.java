package dev.reserve.core.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/// Bundles of a manifest and nothing else, in a real framework, which exports `org.slf4j` in two versions.
class UnresolvedTest {

    private static Framework framework;

    @BeforeAll
    static void start(@TempDir Path storage) throws BundleException {
        framework = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString(),
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.slf4j;version=2.0.20,org.slf4j;version=1.7.36", "felix.log.level", "0"));
        framework.start();
    }

    @AfterAll
    static void stop() throws Exception {
        framework.stop();
        framework.waitForStop(0);
    }

    @AfterEach
    void uninstall() throws BundleException {
        for (Bundle bundle : context().getBundles()) {
            if (bundle.getBundleId() != 0) {
                bundle.uninstall();
            }
        }
    }

    private static BundleContext context() {
        return framework.getBundleContext();
    }

    private static Bundle install(String name, String version, String... headers) {
        StringBuilder manifest = new StringBuilder(
                "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: " + name + "\nBundle-Version: " + version + "\n");
        for (String header : headers) {
            manifest.append(header).append('\n');
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            jar.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            jar.write(manifest.toString().getBytes(StandardCharsets.UTF_8));
            jar.closeEntry();
            jar.finish();
            return context().installBundle("test:" + name + version, new ByteArrayInputStream(bytes.toByteArray()));
        } catch (IOException | BundleException e) {
            throw new AssertionError(e);
        }
    }

    /// Why the bundle `app` with these headers does not resolve.
    private static String reason(String... headers) {
        Bundle app = install("app", "1.0.0", headers);
        BundleException failure = assertThrows(BundleException.class, app::start);
        assertEquals(BundleException.RESOLVE_ERROR, failure.getType(), failure.toString());
        return Unresolved.reason(context(), app, failure);
    }

    @Test
    void aPackageThatNobodyHas() {
        assertEquals(
                "it does not resolve: package no.such.thing is imported, and nothing here exports it. Pack it into the bundle (bnd.bnd: "
                        + "-conditionalpackage: no.such.thing.*), or, if the app does without, import it as optional (bnd.bnd: Import-Package: "
                        + "no.such.thing;resolution:=optional, *)",
                reason("Import-Package: no.such.thing"));
    }

    @Test
    void aPackageWhoseNameIsMisspelt() {
        String reason = reason("Import-Package: org.sfl4j,org.slf5jx");
        assertTrue(reason.contains("package org.sfl4j is imported, and nothing here exports it (did you mean org.slf4j?). Pack it"),
                reason);
        assertTrue(reason.contains("package org.slf5jx is imported, and nothing here exports it (did you mean org.slf4j?). Pack it"),
                reason);
        uninstallAll();
        reason = reason("Import-Package: org.log4j");
        assertEquals(-1, reason.indexOf("did you mean"), reason);
    }

    @Test
    void allThatIsMissingIsNamedAndNothingElse() {
        String reason = reason("Import-Package: no.such.thing,org.slf4j,not.needed;resolution:=optional,another.one;version=\"[1,2)\"",
                "DynamicImport-Package: dynamic.one");
        assertTrue(reason.contains("package no.such.thing is imported, and nothing"), reason);
        assertTrue(reason.contains("package another.one is imported, and nothing"), reason);
        assertEquals(-1, reason.indexOf("slf4j"));
        assertEquals(-1, reason.indexOf("not.needed"));
        assertEquals(-1, reason.indexOf("dynamic.one"));
    }

    @Test
    void aPackageInAnotherVersion() {
        assertEquals("it does not resolve: package org.slf4j is imported; found 2.0.20 of the server and 1.7.36 of the server, wanted "
                + "[3.0.0,4.0.0). If the app works with that, ask for it (bnd.bnd: Import-Package: org.slf4j;version=\"[2.0,3)\", *); "
                + "otherwise pack the package into the bundle (bnd.bnd: -conditionalpackage: org.slf4j.*)",
                reason("Import-Package: org.slf4j;version=\"[3.0,4)\""));
        uninstallAll();
        install("lib", "7.0.0", "Export-Package: lib;version=2.1.0");
        String reason = reason("Import-Package: lib;version=\"[3,4)\"");
        assertTrue(reason.contains("found 2.1.0 of bundle lib 7.0.0, wanted [3.0.0,4.0.0)"), reason);
    }

    @Test
    void aPackageThatIsForOthers() {
        install("inner", "1.0.0", "Export-Package: inner;inside=yes;mandatory:=inside");
        assertEquals(
                "it does not resolve: package inner is imported, and bundle inner 1.0.0 exports it only to those who ask with inside=yes. "
                        + "Do without it: it is not meant for apps",
                reason("Import-Package: inner"));
    }

    @Test
    void aNewerJava() {
        int running = Runtime.version().feature();
        assertEquals("it does not resolve: it is built for Java 99, and this server runs on Java " + running
                + ". Start the server with a newer one (RESERVE_JAVA_HOME), or compile the app with --release " + running,
                reason("Require-Capability: osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\""));
    }

    @Test
    void aBundle() {
        String missing = reason("Require-Bundle: other;bundle-version=\"[2,3)\"");
        assertTrue(missing.contains("bundle other in version [2.0.0,3.0.0) is required, and not installed"), missing);
        uninstallAll();
        install("other", "1.5.0");
        String old = reason("Require-Bundle: other;bundle-version=\"[2,3)\"");
        assertTrue(old.contains("bundle other in version [2.0.0,3.0.0) is required, and found 1.5.0 of bundle other 1.5.0"), old);
    }

    @Test
    void anotherCapability() {
        String reason = reason("Require-Capability: osgi.extender;filter:=\"(osgi.extender=osgi.serviceloader.processor)\"");
        assertTrue(
                reason.contains("capability osgi.extender with (osgi.extender=osgi.serviceloader.processor) is required, and nothing here "
                        + "provides any osgi.extender"),
                reason);
    }

    @Test
    void aBundleThatLacksSomethingItself() {
        install("middle", "1.0.0", "Export-Package: middle", "Import-Package: bottom");
        String reason = reason("Import-Package: middle");
        assertTrue(reason
                .contains("package middle is there in bundle middle 1.0.0, which does not resolve itself: package bottom is imported, "
                        + "and nothing here exports it"),
                reason);
    }

    @Test
    void bundlesThatNeedEachOtherAndOneThatIsMissing() {
        install("one", "1.0.0", "Export-Package: one", "Import-Package: two");
        install("two", "1.0.0", "Export-Package: two", "Import-Package: one,missing");
        String reason = reason("Import-Package: one");
        assertTrue(reason.contains("package missing is imported, and nothing here exports it"), reason);
    }

    @Test
    void twoCopiesOfAPackage() {
        install("api1", "1.0.0", "Export-Package: api;version=1.0.0");
        install("api2", "2.0.0", "Export-Package: api;version=2.0.0");
        install("lib", "1.0.0", "Export-Package: lib;uses:=api", "Import-Package: api;version=\"[1,2)\"");
        String reason = reason("Import-Package: lib,api;version=\"[2,3)\"");
        assertTrue(reason.startsWith("it does not resolve: two ways lead to different copies of package api ("), reason);
        assertTrue(reason.contains("api1") && reason.contains("api2"), reason);
    }

    /// What is said to a bundle `app` whose activator, which is not in it, needs a class.
    private static Optional<String> hint(Throwable thrown, String... headers) {
        return MissingClass.hint(install("app", "1.0.0", headers), thrown, new Supply(List.of(context().getBundles())));
    }

    @Test
    void aClassOfAPackageThatIsNotImported() {
        Throwable thrown = new BundleException("activator", new NoClassDefFoundError("org/slf4j/LoggerFactory")
                .initCause(new ClassNotFoundException("org.slf4j.LoggerFactory not found by app [7]")));
        String hint = "package org.slf4j is neither imported nor in the bundle; the server exports it in version 2.0.20. Import it (bnd does so by "
                + "itself; without bnd: Import-Package: org.slf4j;version=\"[2.0,3)\", …)";
        assertEquals(Optional.of(hint), hint(thrown, "Import-Package: org.slf4j.spi;resolution:=optional"));
    }

    @Test
    void aClassThatNobodyHas() {
        assertEquals(
                Optional.of(
                        "package no.such is neither imported nor in the bundle, and nothing here exports it. Pack it into the bundle (bnd.bnd: "
                                + "-conditionalpackage: no.such.*)"),
                hint(new ClassNotFoundException("no.such.Thing not found by app [7]")));
    }

    @Test
    void aClassOfAPackageThatIsImportedAndOtherTroubleAreNotExplained() {
        assertEquals(Optional.empty(), hint(new NoClassDefFoundError("org/slf4j/Missing"), "Import-Package: org.slf4j"));
        uninstallAll();
        assertEquals(Optional.empty(), hint(new NoClassDefFoundError("Could not initialize class org.example.Shop")));
        uninstallAll();
        assertEquals(Optional.empty(), hint(new IllegalStateException("no disk")));
        uninstallAll();
        assertEquals(Optional.empty(), hint(new NoClassDefFoundError("InDefaultPackage")));
        uninstallAll();
        assertEquals(Optional.empty(), hint(new ClassNotFoundException()));
    }

    private void uninstallAll() {
        try {
            uninstall();
        } catch (BundleException e) {
            throw new AssertionError(e);
        }
    }
}
