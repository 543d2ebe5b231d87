package dev.reserve.core.deploy;

/// How much an artifact that is a folder may hold.
///
/// @param files how many files and folders
public record FolderLimits(int files, long bytes) {

    public static final FolderLimits DEFAULT = new FolderLimits(20_000, 512L << 20);

    static final FolderLimits NONE = new FolderLimits(Integer.MAX_VALUE, Long.MAX_VALUE);
}
