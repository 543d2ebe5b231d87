package dev.reserve.site.picture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Boxes on a grid, with arrows between them:
///
/// - `box NAME COLUMN ROW TONE LABEL`: the label's first line is its name; ` / ` begins another line
/// - `arrow FROM TO [LABEL]`: between neighbours in a row or column; up a column it goes round on the left
///
/// @param boxes by their names
record Flow(Map<String, Box> boxes, List<Arrow> arrows) {

    private static final int MARGIN = 16;
    private static final int LINE = 18;
    private static final int ROW_GAP = 34;
    private static final int ROUND = 26;
    private static final int MOST = 20;

    /// @param lines the first is its name
    record Box(int column, int row, Tone tone, List<String> lines) {

        int width() {
            int width = Svg.width(lines.getFirst(), true);
            for (String line : lines.subList(1, lines.size())) {
                width = Math.max(width, Svg.width(line, false));
            }
            return width + 28;
        }

        int height() {
            return lines.size() * LINE + 18;
        }
    }

    record Arrow(Box from, Box to, String label) {

        boolean alongRow() {
            return from.row() == to.row();
        }
    }

    static Flow of(List<Statement> statements) throws PictureException {
        Map<String, Box> boxes = new LinkedHashMap<>();
        List<Arrow> arrows = new ArrayList<>();
        for (Statement statement : statements) {
            switch (statement.keyword()) {
                case "title", "text" -> {}
                case "box" -> {
                    String[] words = statement.words(5, "box NAME COLUMN ROW TONE LABEL");
                    Box box = new Box(statement.number(words[1], MOST), statement.number(words[2], MOST), statement.tone(words[3]),
                            List.of(words[4].split(" / ", -1)));
                    if (boxes.values().stream().anyMatch(other -> other.column() == box.column() && other.row() == box.row())) {
                        throw statement.problem("there is a box in column " + box.column() + ", row " + box.row() + " already");
                    }
                    if (boxes.putIfAbsent(words[0], box) != null) {
                        throw statement.problem("there is a box '" + words[0] + "' already");
                    }
                }
                case "arrow" -> {
                    String[] words = statement.rest().split(" +", 3);
                    Box from = boxes.get(words[0]);
                    Box to = boxes.get(words.length > 1 ? words[1] : "");
                    if (from == null || to == null) {
                        throw statement
                                .problem("'arrow " + statement.rest() + "': expected arrow FROM TO [LABEL], with two of " + boxes.keySet());
                    }
                    if ((from.row() == to.row()) == (from.column() == to.column())) {
                        throw statement.problem("'arrow " + statement.rest() + "': expected two boxes of one row or of one column");
                    }
                    arrows.add(new Arrow(from, to, words.length > 2 ? words[2] : ""));
                }
                default -> throw statement.problem("'" + statement.keyword() + "': expected box, arrow, title or text");
            }
        }
        if (boxes.isEmpty()) {
            throw new PictureException(0, "there is no box");
        }
        return new Flow(boxes, arrows);
    }

    String svg(String title, String text) {
        Svg svg = new Svg();
        for (Box box : boxes.values()) {
            svg.box(x(box.column()), y(box.row()), columnWidth(box.column()), rowHeight(box.row()), box.tone());
            int first = y(box.row()) + (rowHeight(box.row()) - box.lines().size() * LINE) / 2 + 13;
            for (int i = 0; i < box.lines().size(); i++) {
                svg.text(middle(box), first + i * LINE, "middle", i == 0 ? "name" : "soft", box.lines().get(i));
            }
        }
        for (Arrow arrow : arrows) {
            draw(arrow, svg);
        }
        int columns = boxes.values().stream().mapToInt(Box::column).max().orElse(0) + 1;
        int rows = boxes.values().stream().mapToInt(Box::row).max().orElse(0) + 1;
        return svg.file(x(columns) - columnGap(columns - 1) + MARGIN, y(rows) - ROW_GAP + MARGIN, title, text);
    }

    private void draw(Arrow arrow, Svg svg) {
        int x = x(arrow.from().column());
        int y = y(arrow.from().row());
        int toY = y(arrow.to().row());
        int down = rowHeight(arrow.from().row());
        if (arrow.alongRow()) {
            boolean right = arrow.from().column() < arrow.to().column();
            int start = right ? x + columnWidth(arrow.from().column()) : x;
            int end = right ? x(arrow.to().column()) : x(arrow.to().column()) + columnWidth(arrow.to().column());
            svg.arrow("M%d %dH%d".formatted(start, y + down / 2, end));
            svg.text((start + end) / 2, y + down / 2 - 7, "middle", "soft", arrow.label());
        } else if (arrow.from().row() < arrow.to().row()) {
            svg.arrow("M%d %dV%d".formatted(middle(arrow.from()), y + down, toY));
            svg.text(middle(arrow.from()) + 10, y + down + ROW_GAP / 2 + 4, "start", "soft", arrow.label());
        } else {
            int end = toY + rowHeight(arrow.to().row()) / 2;
            svg.arrow("M%d %dH%dV%dH%d".formatted(x, y + down / 2, x - ROUND, end, x));
            svg.text(x - ROUND - 6, (y + down / 2 + end) / 2 + 4, "end", "soft", arrow.label());
        }
    }

    private int middle(Box box) {
        return x(box.column()) + columnWidth(box.column()) / 2;
    }

    private int columnWidth(int column) {
        return boxes.values().stream().filter(box -> box.column() == column).mapToInt(Box::width).max().orElse(0);
    }

    private int rowHeight(int row) {
        return boxes.values().stream().filter(box -> box.row() == row).mapToInt(Box::height).max().orElse(0);
    }

    private int x(int column) {
        int x = MARGIN + round(0);
        for (int before = 0; before < column; before++) {
            x += columnWidth(before) + columnGap(before);
        }
        return x;
    }

    private int y(int row) {
        int y = MARGIN;
        for (int before = 0; before < row; before++) {
            y += rowHeight(before) + ROW_GAP;
        }
        return y;
    }

    /// Room for the labels of arrows after a column, and for those that go round on the left of the next one.
    private int columnGap(int column) {
        return round(column + 1) + arrows.stream().filter(Arrow::alongRow)
                .filter(arrow -> Math.min(arrow.from().column(), arrow.to().column()) == column)
                .mapToInt(arrow -> Svg.width(arrow.label(), false) + 20).max().orElse(24);
    }

    private int round(int column) {
        return arrows.stream().filter(arrow -> arrow.from().column() == column && arrow.to().column() == column
                && arrow.from().row() > arrow.to().row()).mapToInt(arrow -> ROUND + Svg.width(arrow.label(), false) + 6).max().orElse(0);
    }
}
