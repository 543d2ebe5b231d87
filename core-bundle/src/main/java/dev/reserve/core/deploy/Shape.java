package dev.reserve.core.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/// What of a file or folder changes when anything in it does.
///
/// @param text equal only if nothing has changed
/// @param changed when it came to be what it is, in milliseconds since 1970
/// @param unfit why a folder can be no artifact, whatever its kind
record Shape(String text, long changed, Optional<String> unfit) {

    /// @throws java.nio.file.NoSuchFileException if there is no such file; also if something in the folder has just gone
    static Shape of(Path path, Trees trees) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isDirectory()) {
            return new Shape(attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey(),
                    Admission.changed(path).orElse(0L), Optional.empty());
        }
        try {
            Tree tree = trees.read(path);
            return new Shape(tree.fingerprint(), tree.changed(), Optional.empty());
        } catch (RejectedException e) {
            return new Shape(String.valueOf(e.getMessage()), 0, Optional.of(String.valueOf(e.getMessage())));
        }
    }
}
