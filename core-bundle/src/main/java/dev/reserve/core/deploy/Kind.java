package dev.reserve.core.deploy;

import dev.reserve.core.hosting.ArtifactKind;
import dev.reserve.core.hosting.Offer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/// What an artifact is: that decides who checks its copy, and who makes a module of it.
sealed interface Kind {

    /// Whether looking into it shows if it is whole. Otherwise it has to be at rest for a while.
    boolean showsWhetherWhole();

    /// Looks through the copy, which nobody changes any more.
    ///
    /// @throws RejectedException why it will not do
    void check(Path copy) throws IOException, RejectedException;

    /// Makes a module of the copy. May take its time; an interrupt asks to give up.
    ///
    /// @param name unique among all that were ever installed
    Module install(String name, Path copy) throws Exception;

    /// What an operator should know of artifacts of the kind, if there is anything.
    default Optional<String> notice() {
        return Optional.empty();
    }

    /// An OSGi bundle.
    record Jar(Modules modules) implements Kind {

        /// Whether a jar is one, which says of itself all that there is to know.
        static boolean isBundle(JarFile jar) throws IOException {
            Manifest manifest = jar.getManifest();
            return manifest != null && manifest.getMainAttributes().getValue("Bundle-SymbolicName") != null;
        }

        /// The central directory is at the end of the file.
        @Override
        public boolean showsWhetherWhole() {
            return true;
        }

        /// Reads everything in the jar, so that checksums are checked, and its manifest.
        @Override
        public void check(Path copy) throws IOException, RejectedException {
            try (JarFile file = new JarFile(copy.toFile())) {
                readAll(file);
                if (!isBundle(file)) {
                    throw new RejectedException("its META-INF/MANIFEST.MF has no Bundle-SymbolicName header any more");
                }
            }
        }

        @Override
        public Module install(String name, Path copy) throws RejectedException {
            return modules.install(name, copy);
        }
    }

    /// A jar that is no bundle, and names its apps in `META-INF/services`.
    ///
    /// @param file its name in the deploy folder
    /// @param types the service interfaces of apps that somebody here serves with
    record Plain(Modules modules, String file, List<String> types) implements Kind {

        @Override
        public boolean showsWhetherWhole() {
            return true;
        }

        @Override
        public void check(Path copy) throws IOException, RejectedException {
            try (JarFile jar = new JarFile(copy.toFile())) {
                PlainJarReader.read(file, jar, types);
                readAll(jar);
            }
        }

        @Override
        public Module install(String name, Path copy) throws IOException, RejectedException {
            try (JarFile jar = new JarFile(copy.toFile(), false)) {
                return modules.install(name, copy, PlainJarReader.read(file, jar, types));
            }
        }

        @Override
        public Optional<String> notice() {
            return Optional.of("no bundle: wrapped as one");
        }
    }

    /// Of a kind that a bundle has added.
    ///
    /// @param file its name in the deploy folder
    record Added(ArtifactKind kind, String file, String app) implements Kind {

        @Override
        public boolean showsWhetherWhole() {
            return false;
        }

        @Override
        public void check(Path copy) throws IOException, RejectedException {
            switch (kind.look(file, copy)) {
                case ArtifactKind.Look.App(String found) when found.equals(app) -> {}
                case ArtifactKind.Look.Unfit(String reason) -> throw new RejectedException(reason);
                default -> throw new RejectedException("its copy is not what it was taken for; expected " + kind.expected());
            }
        }

        @Override
        public Module install(String name, Path copy) throws Exception {
            Offer offer = kind.offer(app, copy);
            if (!offer.app().equals(app)) {
                throw new RejectedException("it offers an app " + offer.app() + "; expected " + app);
            }
            return new OfferModule(offer);
        }
    }

    /// Reads everything in a jar, so that checksums are checked.
    private static void readAll(JarFile jar) throws IOException, RejectedException {
        for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements();) {
            try (InputStream in = jar.getInputStream(entries.nextElement())) {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (SecurityException e) {
                throw new RejectedException("its signature does not fit: " + e.getMessage(), e);
            }
        }
    }
}
