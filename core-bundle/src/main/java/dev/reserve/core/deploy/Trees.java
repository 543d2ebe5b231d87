package dev.reserve.core.deploy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/// Looks through folders. Thread-safe.
final class Trees {

    private final Predicate<Path> leftOut;
    private volatile FolderLimits limits = FolderLimits.DEFAULT;

    /// @param leftOut what is no part of a tree; of a folder, neither is what is in it
    Trees(Predicate<Path> leftOut) {
        this.leftOut = leftOut;
    }

    void limit(FolderLimits next) {
        limits = next;
    }

    /// All that is in a folder of the deploy folder. The folder may itself be a link to one.
    ///
    /// @throws RejectedException if it holds too much, or what can be no part of an artifact
    Tree read(Path folder) throws IOException, RejectedException {
        return read(folder, limits);
    }

    /// All that is in the copy of a folder.
    Tree readCopy(Path folder) throws IOException, RejectedException {
        return read(folder, FolderLimits.NONE);
    }

    private Tree read(Path folder, FolderLimits limit) throws IOException, RejectedException {
        Path root = folder.toRealPath();
        Walk walk = new Walk(root, limit);
        walk.enter(root, Files.readAttributes(root, PosixFileAttributes.class).fileKey());
        return new Tree(root, List.copyOf(walk.entries));
    }

    private final class Walk {

        private final Path root;
        private final FolderLimits limit;
        private final List<Tree.Entry> entries = new ArrayList<>();
        private final Deque<Object> above = new ArrayDeque<>();
        private long bytes;

        Walk(Path root, FolderLimits limit) {
            this.root = root;
            this.limit = limit;
        }

        void enter(Path folder, Object inode) throws IOException, RejectedException {
            if (above.contains(inode)) {
                throw new RejectedException(root.relativize(folder) + " is a link that leads back to a folder which it is in");
            }
            above.push(inode);
            List<Path> children = new ArrayList<>();
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, entry -> !leftOut.test(entry))) {
                for (Path child : all) {
                    children.add(child);
                    requireRoom(entries.size() + children.size());
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            children.sort(Comparator.comparing(child -> child.getFileName().toString()));
            for (Path child : children) {
                add(child);
            }
            above.pop();
        }

        private void add(Path path) throws IOException, RejectedException {
            if (Files.isSymbolicLink(path)) {
                requireInside(path);
            }
            PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
            boolean folder = attributes.isDirectory();
            if (!folder && !attributes.isRegularFile()) {
                throw new RejectedException(root.relativize(path) + " is neither a file nor a folder");
            }
            long size = folder ? 0 : attributes.size();
            bytes += size;
            entries.add(new Tree.Entry(root.relativize(path), folder, size, attributes.lastModifiedTime(),
                    (FileTime) Files.getAttribute(path, "unix:ctime"), attributes.fileKey(), attributes.permissions()));
            requireRoom(entries.size());
            if (folder) {
                enter(path, attributes.fileKey());
            }
        }

        private void requireRoom(int files) throws RejectedException {
            if (files > limit.files()) {
                throw new RejectedException("more than " + limit.files()
                        + " files and folders are in it; expected fewer, or another folder.max.files in reserve.cfg");
            }
            if (bytes > limit.bytes()) {
                throw new RejectedException("the files in it have more than " + limit.bytes()
                        + " bytes; expected fewer, or another folder.max.bytes in reserve.cfg");
            }
        }

        private void requireInside(Path link) throws IOException, RejectedException {
            Path name = root.relativize(link);
            try {
                if (!link.toRealPath().startsWith(root)) {
                    throw new RejectedException(
                            name + " is a link that leads outside, to " + Files.readSymbolicLink(link)
                                    + "; expected one within the folder");
                }
            } catch (NoSuchFileException e) {
                throw new RejectedException(name + " is a link to something that is not there, " + Files.readSymbolicLink(link), e);
            } catch (FileSystemException e) { // a link to itself, among others
                throw new RejectedException(name + " is a link that cannot be followed: " + e.getReason(), e);
            }
        }
    }
}
