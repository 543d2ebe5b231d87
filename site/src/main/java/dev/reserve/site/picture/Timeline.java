package dev.reserve.site.picture;

import java.util.ArrayList;
import java.util.List;

/// What goes on at the same time, as bars in lanes. Times are from 0 to 100.
///
/// - `mark TIME LABEL`: a moment
/// - `lane LABEL`: another lane
/// - `bar FROM TO TONE LABEL`: in the lane before it
record Timeline(List<Mark> marks, List<Lane> lanes) {

    private static final int MARGIN = 16;
    private static final int SCALE = 6;
    private static final int LANE = 40;
    private static final int BAR = 28;
    private static final int MARK = 20;
    private static final int LONGEST = 100;

    record Mark(int time, String label) {}

    record Bar(int from, int to, Tone tone, String label) {}

    record Lane(String label, List<Bar> bars) {}

    static Timeline of(List<Statement> statements) throws PictureException {
        List<Mark> marks = new ArrayList<>();
        List<Lane> lanes = new ArrayList<>();
        for (Statement statement : statements) {
            switch (statement.keyword()) {
                case "title", "text" -> {}
                case "mark" -> {
                    String[] words = statement.words(2, "mark TIME LABEL");
                    marks.add(new Mark(statement.number(words[0], LONGEST), words[1]));
                }
                case "lane" -> lanes.add(new Lane(statement.words(1, "lane LABEL")[0], new ArrayList<>()));
                case "bar" -> {
                    if (lanes.isEmpty()) {
                        throw statement.problem("'bar " + statement.rest() + "' is in no lane: expected 'lane LABEL' before it");
                    }
                    lanes.getLast().bars().add(bar(statement));
                }
                default -> throw statement.problem("'" + statement.keyword() + "': expected mark, lane, bar, title or text");
            }
        }
        if (lanes.isEmpty()) {
            throw new PictureException(0, "there is no lane");
        }
        return new Timeline(marks, lanes);
    }

    private static Bar bar(Statement statement) throws PictureException {
        String[] words = statement.words(4, "bar FROM TO TONE LABEL");
        Bar bar = new Bar(statement.number(words[0], LONGEST), statement.number(words[1], LONGEST), statement.tone(words[2]), words[3]);
        int room = (bar.to() - bar.from()) * SCALE - 8;
        int needed = Svg.width(bar.label(), false);
        if (needed > room) {
            throw statement.problem("'" + bar.label() + "' needs " + needed + " units, its bar has " + room
                    + ": expected a shorter label or a longer bar");
        }
        return bar;
    }

    String svg(String title, String text) {
        int left = MARGIN + lanes.stream().mapToInt(lane -> Svg.width(lane.label(), true)).max().orElse(0) + 12;
        int top = MARGIN + marks.size() * MARK + 6;
        int bottom = top + lanes.size() * LANE;
        int right = left + LONGEST * SCALE;
        Svg svg = new Svg();
        for (int i = 0; i < marks.size(); i++) {
            int x = left + marks.get(i).time() * SCALE;
            svg.mark(x, MARGIN + i * MARK, bottom);
            boolean fits = x + 6 + Svg.width(marks.get(i).label(), false) <= right;
            svg.text(fits ? x + 6 : x - 6, MARGIN + i * MARK + 12, fits ? "start" : "end", "soft", marks.get(i).label());
        }
        for (int i = 0; i < lanes.size(); i++) {
            int y = top + i * LANE;
            svg.text(left - 12, y + BAR / 2 + 5, "end", "name", lanes.get(i).label());
            for (Bar bar : lanes.get(i).bars()) {
                svg.box(left + bar.from() * SCALE, y, (bar.to() - bar.from()) * SCALE, BAR, bar.tone());
                svg.text(left + (bar.from() + bar.to()) * SCALE / 2, y + BAR / 2 + 5, "middle", "label", bar.label());
            }
        }
        return svg.file(right + MARGIN, bottom + MARGIN - (LANE - BAR), title, text);
    }
}
