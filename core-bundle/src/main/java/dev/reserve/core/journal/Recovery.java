package dev.reserve.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a journal file has been found to hold.
///
/// @param entries those whose line is sound, in their order
/// @param last the highest sequence number that was ever given, as far as the file tells
/// @param gapsUpTo up to this sequence number entries may be missing, since they were dropped on purpose
/// @param findings what was not as it should be, for the log
/// @param end the offset behind the last complete line: what follows was being written when the server or the machine died
/// @param damaged whether there is more wrong than an incomplete last line, so that the file has to be written anew
record Recovery(List<Entry> entries, long last, long gapsUpTo, List<String> findings, long end, boolean damaged) {

    /// The kind of the first line, which says up to which sequence number entries may be missing since they were no longer needed.
    static final String HEADER = "journal";
    static final String HEADER_GAPS = "gapsUpTo";

    /// A journal is a thousand times smaller; of a file that has grown beyond all measure, the end is what counts.
    private static final long LONGEST = 64L << 20;

    static Recovery read(Path file) throws IOException {
        if (Files.notExists(file)) {
            return new Recovery(List.of(), 0, 0, List.of(), 0, true);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long skipped = Math.max(0, channel.size() - LONGEST);
            ByteBuffer buffer = ByteBuffer.allocate((int) (channel.size() - skipped));
            while (buffer.hasRemaining() && channel.read(buffer, skipped + buffer.position()) >= 0) {
                // until all is read
            }
            return new Reader(Arrays.copyOf(buffer.array(), buffer.position()), skipped).read();
        }
    }

    private static final class Reader {

        private final byte[] bytes;
        private final long skipped;
        private final List<Entry> entries = new ArrayList<>();
        private final List<String> findings = new ArrayList<>();
        private int number;
        private boolean header;
        private long last;
        private long gaps;
        private boolean damaged;

        Reader(byte[] bytes, long skipped) {
            this.bytes = bytes;
            this.skipped = skipped;
        }

        Recovery read() {
            if (skipped > 0) {
                damaged("the first " + skipped + " bytes were not read: the file is too long");
            }
            int start = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    number++;
                    line(Arrays.copyOfRange(bytes, start, i));
                    start = i + 1;
                }
            }
            if (start < bytes.length) {
                findings.add("line " + (number + 1) + " is incomplete and was cut off: " + (bytes.length - start) + " bytes");
            }
            return new Recovery(entries, Math.max(last, gaps), gaps, List.copyOf(findings), skipped + start, damaged || !header);
        }

        private void line(byte[] line) {
            Entry entry;
            try {
                entry = Line.decode(line);
            } catch (IllegalArgumentException e) {
                damaged("line " + number + " is damaged and was skipped: " + e.getMessage());
                return;
            }
            if (number == 1 && entry.kind().equals(HEADER)) {
                header = true;
                gaps = number(entry.fields().getOrDefault(HEADER_GAPS, ""));
            } else if (entry.sequence() <= last) {
                damaged("line " + number + " was skipped: entry " + entry.sequence() + " after entry " + last);
            } else {
                long expected = Math.max(last, gaps) + 1;
                if (header && entry.sequence() > expected) {
                    damaged("line " + number + ": " + (entry.sequence() - expected) + " entries before it are missing");
                }
                last = entry.sequence();
                entries.add(entry);
            }
        }

        private void damaged(String finding) {
            findings.add(finding);
            damaged = true;
        }

        private static long number(String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) { // without it the gaps are reported, and nothing else is lost
                return 0;
            }
        }
    }
}
