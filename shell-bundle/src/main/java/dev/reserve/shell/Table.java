package dev.reserve.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// Rows in aligned columns, numbers to the right. What is absent shows as `-`, so that columns can be told apart by tools, too.
final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final boolean[] numeric;

    Table(String... headings) {
        rows.add(List.of(headings));
        numeric = new boolean[headings.length];
        Arrays.fill(numeric, true);
    }

    /// @param cells one for each heading
    Table row(@Nullable Object... cells) {
        if (cells.length != numeric.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + numeric.length + " columns");
        }
        List<String> row = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            numeric[i] &= cells[i] instanceof Number;
            row.add(text(cells[i]));
        }
        rows.add(row);
        return this;
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    /// The lines, each ended by a line feed and without trailing blanks.
    @Override
    public String toString() {
        int[] widths = new int[numeric.length];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        StringBuilder lines = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i);
                String padding = " ".repeat(widths[i] - width(cell));
                line.append(i == 0 ? "" : GAP).append(numeric[i] ? padding + cell : cell + padding);
            }
            lines.append(line.toString().stripTrailing()).append('\n');
        }
        return lines.toString();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /// On one line, and without anything that a terminal would take for a command: names of files and messages of apps come from elsewhere.
    private static String text(@Nullable Object cell) {
        String text = cell == null ? "" : cell.toString().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?").strip();
        return text.isEmpty() ? "-" : text;
    }
}
