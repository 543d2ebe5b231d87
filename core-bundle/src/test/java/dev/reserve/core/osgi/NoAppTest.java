package dev.reserve.core.osgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;

/// Started bundles without an app, in a real framework, which exports the API.
class NoAppTest {

    private static final String COMPONENT = "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\">\n"
            + "  <implementation class=\"" + Greeter.class.getName() + "\"/>\n</scr:component>\n";
    private static final String GREETER = Greeter.class.getName().replace('.', '/') + ".class";

    private static Framework framework;

    @BeforeAll
    static void start(@TempDir Path storage) throws BundleException {
        framework = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString(),
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "dev.reserve.app", "felix.log.level", "0"));
        framework.start();
    }

    @AfterAll
    static void stop() throws Exception {
        framework.stop();
        framework.waitForStop(0);
    }

    @AfterEach
    void uninstall() throws BundleException {
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            if (bundle.getBundleId() != 0) {
                bundle.uninstall();
            }
        }
    }

    /// What is packed as a component's class.
    static final class Greeter implements ReserveApp {

        @Override
        public ConnectionHandler launch(String... args) {
            return (socket, client, server) -> {};
        }
    }

    private static byte[] greeter(int classFileVersion) throws IOException {
        try (InputStream in = Objects.requireNonNull(NoAppTest.class.getClassLoader()).getResourceAsStream(GREETER)) {
            byte[] bytes = Objects.requireNonNull(in).readAllBytes();
            bytes[7] = (byte) classFileVersion;
            return bytes;
        }
    }

    private static String reason(String headers, Map<String, byte[]> entries) throws IOException, BundleException {
        return NoApp.reason(framework.getBundleContext(), started(headers, entries));
    }

    private static Bundle started(String headers, Map<String, byte[]> entries) throws IOException, BundleException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            jar.putNextEntry(new JarEntry("META-INF/MANIFEST.MF"));
            jar.write(("Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: app\n" + headers).getBytes(UTF_8));
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
            }
        }
        Bundle bundle = framework.getBundleContext().installBundle("test:app", new ByteArrayInputStream(bytes.toByteArray()));
        bundle.start();
        return bundle;
    }

    @Test
    void aClassWithoutTheAnnotation() throws Exception {
        assertEquals(
                "its manifest has neither Service-Component nor Bundle-Activator, and so nothing tells of an app. If it is one, annotate "
                        + "its class with @Component(property = \"reserve.app=NAME\"), and have bnd make the jar",
                reason("", Map.of()));
    }

    @Test
    void aDescriptionThatIsNotThere() throws Exception {
        assertEquals("Service-Component in its manifest names OSGI-INF/app.xml, which is not in the jar",
                reason("Service-Component: OSGI-INF/app.xml\n", Map.of()));
    }

    @Test
    void aClassThatIsNotThere() throws Exception {
        String reason = reason("Service-Component: OSGI-INF/app.xml\n", Map.of("OSGI-INF/app.xml", COMPONENT.getBytes(UTF_8)));
        assertTrue(reason.startsWith("OSGI-INF/app.xml names " + Greeter.class.getName()
                + ", which cannot be loaded: java.lang.ClassNotFoundException"), reason);
    }

    @Test
    void anApiThatIsNotImported() throws Exception {
        String reason = reason("Service-Component: OSGI-INF/app.xml\n",
                Map.of("OSGI-INF/app.xml", COMPONENT.getBytes(UTF_8), GREETER, greeter(69)));
        assertTrue(reason.contains("package dev.reserve.app is neither imported nor in the bundle; the server exports it"), reason);
    }

    @Test
    void aClassForANewerJava() throws Exception {
        String reason = reason("Import-Package: dev.reserve.app\nService-Component: OSGI-INF/app.xml\n",
                Map.of("OSGI-INF/app.xml", COMPONENT.getBytes(UTF_8), GREETER, greeter(99)));
        assertTrue(reason.endsWith("; this server runs on Java " + Runtime.version().feature() + ". Start the server with a newer one "
                + "(RESERVE_JAVA_HOME), or compile the app with --release " + Runtime.version().feature()), reason);
    }

    @Test
    void aServiceWithoutAName() throws Exception {
        assertEquals("its service dev.reserve.app.ReserveApp has no property reserve.app; expected the name of the app, as in "
                + "@Component(property = \"reserve.app=NAME\")", reasonOfService(Map.of()));
    }

    @Test
    void aServiceWithANameThatIsNone() throws Exception {
        assertEquals("the property reserve.app of its service dev.reserve.app.ReserveApp is ' '; expected one name, as in "
                + "@Component(property = \"reserve.app=NAME\")", reasonOfService(Map.of("reserve.app", " ")));
    }

    private static String reasonOfService(Map<String, Object> properties) throws IOException, BundleException {
        Bundle bundle = started("Import-Package: dev.reserve.app\n", Map.of());
        bundle.getBundleContext().registerService(ReserveApp.class, new Greeter(), FrameworkUtil.asDictionary(properties));
        return NoApp.reason(framework.getBundleContext(), bundle);
    }
}
