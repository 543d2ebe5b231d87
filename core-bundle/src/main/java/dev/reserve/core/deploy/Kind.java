package dev.reserve.core.deploy;

import dev.reserve.core.hosting.ArtifactKind;
import dev.reserve.core.hosting.Offer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Enumeration;
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

    /// An OSGi bundle.
    record Jar(Modules modules) implements Kind {

        /// The central directory is at the end of the file.
        @Override
        public boolean showsWhetherWhole() {
            return true;
        }

        /// Reads everything in the jar, so that checksums are checked, and its manifest.
        @Override
        public void check(Path copy) throws IOException, RejectedException {
            try (JarFile file = new JarFile(copy.toFile())) {
                for (Enumeration<? extends ZipEntry> entries = file.entries(); entries.hasMoreElements();) {
                    try (InputStream in = file.getInputStream(entries.nextElement())) {
                        in.transferTo(OutputStream.nullOutputStream());
                    } catch (SecurityException e) {
                        throw new RejectedException("its signature does not fit: " + e.getMessage(), e);
                    }
                }
                Manifest manifest = file.getManifest();
                if (manifest == null) {
                    throw new RejectedException("not a bundle: it has no META-INF/MANIFEST.MF");
                }
                if (manifest.getMainAttributes().getValue("Bundle-SymbolicName") == null) {
                    throw new RejectedException("not a bundle: its META-INF/MANIFEST.MF has no Bundle-SymbolicName header; "
                            + "expected a jar made by bnd, or a manifest with Bundle-ManifestVersion: 2 and Bundle-SymbolicName: a.name.of.your.own");
                }
            }
        }

        @Override
        public Module install(String name, Path copy) throws RejectedException {
            return modules.install(name, copy);
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
}
