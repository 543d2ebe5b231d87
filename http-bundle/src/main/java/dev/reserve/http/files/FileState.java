package dev.reserve.http.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What is known of a file without opening it.
///
/// @param changed when content or attributes were last written, which nobody can set: two contents with equal times of modification, as reproducible
///        builds make them, differ in it
public record FileState(boolean regular, boolean directory, long size, Instant modified, FileTime changed, long inode) {

    private static final String ATTRIBUTES = "unix:isRegularFile,isDirectory,size,lastModifiedTime,ctime,ino";

    /// @param file without links in it
    /// @return empty if there is none
    public static Optional<FileState> of(Path file) throws IOException {
        try {
            Map<String, Object> values = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            return Optional
                    .of(new FileState(is(values, "isRegularFile"), is(values, "isDirectory"), ((Number) value(values, "size")).longValue(),
                            ((FileTime) value(values, "lastModifiedTime")).toInstant(), (FileTime) value(values, "ctime"),
                            ((Number) value(values, "ino")).longValue()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static boolean is(Map<String, Object> values, String key) {
        return (Boolean) value(values, key);
    }

    private static Object value(Map<String, Object> values, String key) {
        return Objects.requireNonNull(values.get(key), key);
    }

    /// A strong validator, RFC 9110 §8.8.3: another content has another one.
    String etag() {
        return '"' + Long.toHexString(changed.to(TimeUnit.NANOSECONDS)) + '-' + Long.toHexString(inode) + '-' + Long.toHexString(size)
                + '"';
    }
}
