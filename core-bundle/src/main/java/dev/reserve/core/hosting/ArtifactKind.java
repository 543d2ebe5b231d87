package dev.reserve.core.hosting;

import java.io.IOException;
import java.nio.file.Path;

/// A kind of artifact beside the jar: files or folders in the deploy folder, each of them an app that is named after it and is no bundle.
///
/// The deployer does the rest, as it does for jars: it waits until an artifact is at rest, takes a copy into the store, launches its app beside the
/// version before, swaps, watches, goes back and drains. It never gives the kind anything else than paths; what lies there is read only.
///
/// May be called from several threads at the same time.
public interface ArtifactKind {

    /// What artifacts of the kind look like, as the reason says why something is none: `NAME.txt`, or `a folder with index.txt in it`.
    String expected();

    /// Says what a file or folder is to this kind. Asked of what lies in the deploy folder, which may be half-written, or go away meanwhile; and again
    /// of the copy. A look is all that it may cost: no more than is needed for the answer is to be read.
    ///
    /// @param name in the deploy folder; the copy has another one
    /// @throws java.util.zip.ZipException what there is of it is not whole
    /// @throws IOException it cannot be read
    Look look(String name, Path path) throws IOException;

    /// What a look at a file or folder has come to.
    sealed interface Look {

        /// It is not of this kind.
        record Foreign() implements Look {}

        /// It looks as if it were of this kind, and will not do.
        ///
        /// @param reason what was found, and what was expected
        record Unfit(String reason) implements Look {}

        /// It is of this kind.
        ///
        /// @param app the name of its app: letters, digits, `.`, `_` and `-`
        record App(String app) implements Look {}
    }

    /// What the copy of an artifact offers: its app, of whatever type. The service launches from the copy, and is to touch it neither before
    /// nor after its launches have ended: then the copy is removed. May take as long as the launch timeout, after which the thread is interrupted.
    ///
    /// @param app as [#look] has named it
    /// @param copy keeps the suffix of the file's name, and is a folder if the artifact is one
    /// @throws Exception why it cannot be offered
    Offer offer(String app, Path copy) throws Exception;

    /// Whether what is in a folder is left out of the copy, and of the look whether the folder has changed: what a tool keeps there for itself. Asked of
    /// the folders of all kinds. Names that begin with a dot or end in `~`, `.part` or `.tmp` are left out anyway.
    ///
    /// @param entry a file or a folder; a folder is left out with all that is in it
    default boolean leavesOut(Path entry) {
        return false;
    }
}
