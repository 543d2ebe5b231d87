package dev.reserve.core.deploy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.reserve.core.admin.DeployFolder;
import dev.reserve.core.binding.Arguments;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// Changes what is in the deploy folder. A file arrives under a name that nobody looks at, and gets its own in one step.
final class DeployFiles implements DeployFolder {

    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    private final Path folder;
    private final Trees trees;
    private final Consumer<Path> changed;
    private final Consumer<Path> removed;

    /// @param changed told what is there now, so that nobody has to find out
    /// @param removed told what is gone
    DeployFiles(Path folder, Trees trees, Consumer<Path> changed, Consumer<Path> removed) {
        this.folder = folder;
        this.trees = trees;
        this.changed = changed;
        this.removed = removed;
    }

    @Override
    public Path path() {
        return folder;
    }

    @Override
    public String put(Path source, String name) throws IOException {
        requireName(name);
        Path part = part(name);
        Path target = folder.resolve(name);
        MessageDigest digest = Sha256.create();
        try {
            if (Files.isDirectory(source)) {
                copyFolder(source, part, digest);
            } else {
                copyFile(source, part, digest);
            }
            replace(part, target);
        } finally {
            deleteIfThere(part);
        }
        changed.accept(target);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void copyFile(Path source, Path part, MessageDigest digest) throws IOException {
        try (InputStream in = Files.newInputStream(source); OutputStream out = new DigestOutputStream(CopyFiles.create(part), digest)) {
            in.transferTo(out);
        }
        Files.setPosixFilePermissions(part, Files.getPosixFilePermissions(source));
    }

    private void copyFolder(Path source, Path part, MessageDigest digest) throws IOException {
        try {
            Tree tree = trees.read(source);
            tree.copy(CopyFiles.createFolder(part), digest);
            for (Tree.Entry entry : tree.entries().reversed()) { // first what is in a folder
                Files.setPosixFilePermissions(part.resolve(entry.path()), entry.permissions());
            }
            Files.setPosixFilePermissions(part, Files.getPosixFilePermissions(source));
        } catch (RejectedException e) {
            throw new IOException(source + ": " + e.getMessage(), e);
        }
    }

    /// A folder cannot take the place of anything in one step: what is there gets another name first, and for a moment there is nothing, which does no harm.
    private void replace(Path part, Path target) throws IOException {
        boolean folder = Files.isDirectory(part) || Files.isDirectory(target);
        if (folder && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            Path old = part(target.getFileName().toString());
            Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            deleteIfThere(old);
        } else {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public boolean remove(String name) throws IOException {
        requireName(name);
        Path target = folder.resolve(name);
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Path old = part(name);
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        deleteIfThere(old);
        removed.accept(target);
        return true;
    }

    @Override
    public Path bind(String name, String listener, String app, List<String> args, Optional<Duration> drainTimeout) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("listener = ").append(escaped(listener)).append('\n').append("app = ").append(escaped(app)).append('\n');
        if (!args.isEmpty()) {
            text.append("args = ").append(escaped(Arguments.quote(args))).append('\n');
        }
        drainTimeout.ifPresent(timeout -> text.append("drain.timeout.seconds = ").append(timeout.toMillis() / 1000.0).append('\n'));
        Path target = binding(name);
        Path part = part(target.getFileName().toString());
        try {
            try (OutputStream out = CopyFiles.create(part)) {
                out.write(text.toString().getBytes(US_ASCII));
            }
            Files.setPosixFilePermissions(part, READABLE);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            deleteIfThere(part);
        }
        return target;
    }

    @Override
    public boolean unbind(String name) throws IOException {
        return Files.deleteIfExists(binding(name));
    }

    private Path binding(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("a binding named \"" + name
                    + "\"; expected a name of letters, digits, '.', '_' and '-', that begins with a letter or digit");
        }
        return folder.resolve("reserve.binding-" + name + ".cfg");
    }

    private static void requireName(String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0 || !Kinds.isLookedAt(Path.of(name))) {
            throw new IllegalArgumentException("an artifact named \"" + name
                    + "\"; expected a name without '/', that does not begin with a dot or end in ~, .part or .tmp");
        }
    }

    private Path part(String name) {
        return folder.resolve("." + name + "." + UUID.randomUUID() + ".part");
    }

    private static void deleteIfThere(Path part) throws IOException {
        if (Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
            CopyFiles.delete(part);
        }
    }

    /// As it has to stand in a configuration file, where `$${` is `${`, and two backslashes are one.
    private static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        String literal = value.replace("${", "$${");
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c == '\\' || (c == ' ' && i == 0)) {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
