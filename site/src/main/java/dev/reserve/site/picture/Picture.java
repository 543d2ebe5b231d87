package dev.reserve.site.picture;

import java.util.List;

/// Draws pictures. Their text has one statement in each line; its first one is the kind of picture, `flow` or `timeline`; `title` and `text` tell those who do not see
/// it what it shows.
public final class Picture {

    private Picture() {}

    /// The SVG of a text.
    public static String svg(String text) throws PictureException {
        List<Statement> statements = Statement.of(text);
        if (statements.isEmpty()) {
            throw new PictureException(0, "there is no picture: expected 'flow' or 'timeline'");
        }
        Statement kind = statements.getFirst();
        List<Statement> rest = statements.subList(1, statements.size());
        return switch (kind.keyword()) {
            case "flow" -> Flow.of(rest).svg(once("title", rest), once("text", rest));
            case "timeline" -> Timeline.of(rest).svg(once("title", rest), once("text", rest));
            default -> throw kind.problem("'" + kind.keyword() + "': expected 'flow' or 'timeline'");
        };
    }

    private static String once(String keyword, List<Statement> statements) throws PictureException {
        List<Statement> found = statements.stream().filter(statement -> statement.keyword().equals(keyword)).toList();
        if (found.size() != 1 || found.getFirst().rest().isEmpty()) {
            throw new PictureException(found.isEmpty() ? 0 : found.getLast().line(), "expected one line '" + keyword + " …'");
        }
        return found.getFirst().rest();
    }
}
