package dev.reserve.core.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Enumeration;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// Looks at a file in the deploy folder: is it there, whole and at rest, and is it a bundle? If so, takes a copy into the store.
final class Admission {

    private final Store store;

    Admission(Store store) {
        this.store = store;
    }

    /// What a look at a file found.
    sealed interface Finding {}

    /// Whole, at rest, a bundle, and copied. The copy is the receiver's to release.
    record Admitted(Store.Copy copy, long changed) implements Finding {}

    /// Not whole, or changing: to be looked at again. Final if the file has come to rest as it is.
    record Incomplete(Shape shape, String reason) implements Finding {}

    /// Will not do, however often one looks.
    record Refused(String reason) implements Finding {}

    /// There is no such file.
    record Missing() implements Finding {}

    /// What of a file changes when it is written to.
    record Shape(long size, FileTime modified, Optional<Object> inode) {

        static Shape of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Shape(attributes.size(), attributes.lastModifiedTime(), Optional.ofNullable(attributes.fileKey()));
        }
    }

    Finding look(Path file) {
        try {
            return lookAt(file);
        } catch (NoSuchFileException e) {
            return new Missing();
        } catch (IOException e) {
            return new Refused("cannot be read: " + e);
        }
    }

    private Finding lookAt(Path file) throws IOException {
        Shape before = Shape.of(file);
        if (!Files.isRegularFile(file)) {
            return new Refused("not a file; expected a jar");
        }
        if (!file.getFileName().toString().endsWith(".jar")) {
            return new Refused("not an artifact; expected NAME.jar, or NAME.cfg for configuration");
        }
        try (ZipFile _ = new ZipFile(file.toFile())) { // the cheap look, before anything is copied
        } catch (ZipException e) {
            return new Incomplete(before, "not a whole jar: " + e.getMessage());
        }
        Store.Copy copy = store.put(file);
        boolean admitted = false;
        try {
            if (!Shape.of(file).equals(before)) {
                return new Incomplete(before, "it changes while it is read");
            }
            check(copy.file());
            admitted = true;
            return new Admitted(copy, changed(file).orElse(0L));
        } catch (ZipException e) {
            return new Incomplete(before, "not a whole jar: " + e.getMessage());
        } catch (RejectedException e) {
            return new Refused(String.valueOf(e.getMessage()));
        } finally {
            if (!admitted) {
                store.release(copy);
            }
        }
    }

    /// Reads everything in the jar, so that checksums are checked, and its manifest.
    private static void check(Path jar) throws IOException, RejectedException {
        try (JarFile file = new JarFile(jar.toFile())) {
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

    /// When the file came to be what it is, under this name: unlike the time of modification, a rename changes it.
    static Optional<Long> changed(Path file) {
        try {
            return Optional.of(((FileTime) Files.getAttribute(file, "unix:ctime")).toMillis());
        } catch (IOException e) { // it is gone, which others tell
            return Optional.empty();
        }
    }
}
