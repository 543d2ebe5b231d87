package dev.reserve.shell;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The file of what was changed by hand: one JSON document on a line each. When it has become long it is put aside, in place of the one before. Thread-safe.
final class AuditLog {

    /// A command that changed something, or was to.
    ///
    /// @param via on whose behalf the user's program asked, by its own account; null for the user's own
    /// @param line the command line, without secrets
    /// @param failed why it failed; null in the entry that is made before it runs
    record Entry(Instant at, int uid, String user, @Nullable String via, String line, @Nullable String failed) {}

    private static final Logger LOG = System.getLogger("reserve.audit");
    private static final long LONGEST = 1 << 20;
    private static final int LONGEST_LINE = 4000;

    private final Path file;
    private final long longest;
    private final InstantSource clock;
    private boolean failing;

    AuditLog(Path file) {
        this(file, LONGEST, InstantSource.system());
    }

    /// @param longest the size in bytes from which on the file is put aside
    AuditLog(Path file, long longest, InstantSource clock) {
        this.file = file;
        this.longest = longest;
        this.clock = clock;
    }

    /// Makes an entry. What cannot be written is lost, and the log says so: an operator has to be able to act also while the disk is full.
    synchronized void append(Caller caller, String line, @Nullable String failed) {
        Entry entry = new Entry(clock.instant().truncatedTo(ChronoUnit.MILLIS), caller.uid(), caller.user(), caller.via(),
                text(line), failed == null ? null : text(failed));
        try {
            if (Files.exists(file) && Files.size(file) > longest) {
                Files.move(file, older(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            try (FileChannel channel = FileChannel.open(file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(Json.line(entry) + "\n");
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.log(Level.ERROR, "{0} cannot be written: what is changed by hand is not recorded: {1}", file, e.toString());
            }
            failing = true;
        }
    }

    private static String text(String line) {
        String masked = Secrets.masked(line.strip());
        return masked.length() <= LONGEST_LINE ? masked : masked.substring(0, LONGEST_LINE) + "…";
    }

    Path file() {
        return file;
    }

    Path older() {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    /// What there is, the oldest first; lines that are no entries are left out.
    synchronized List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path each : List.of(older(), file)) {
            if (Files.exists(each)) {
                for (String line : Files.readAllLines(each)) {
                    read(line, entries);
                }
            }
        }
        return entries;
    }

    private static @Nullable String optional(JsonObject entry, String key) {
        JsonElement value = entry.get(key);
        return value == null || value.isJsonNull() ? null : value.getAsString();
    }

    private static void read(String line, List<Entry> entries) {
        try {
            JsonObject entry = JsonParser.parseString(line).getAsJsonObject();
            entries.add(new Entry(Instant.parse(entry.get("at").getAsString()), entry.get("uid").getAsInt(),
                    entry.get("user").getAsString(), optional(entry, "via"), entry.get("line").getAsString(), optional(entry, "failed")));
        } catch (JsonParseException | IllegalStateException | NullPointerException | NumberFormatException | DateTimeException _) { // cut off when the machine died, or somebody has edited the file
        }
    }
}
