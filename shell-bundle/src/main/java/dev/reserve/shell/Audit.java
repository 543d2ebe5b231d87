package dev.reserve.shell;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.felix.gogo.runtime.Parser;
import org.apache.felix.gogo.runtime.Token;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.jspecify.annotations.Nullable;

/// Notes every command line that changes something, before it runs and if it fails: those of all shells, as Gogo itself tells of them.
///
/// A line is left out only if all its commands are known to change nothing.
final class Audit implements CommandSessionListener {

    /// Commands of Felix and Gogo that only show something, work on what is given to them, or run commands that are looked at as well.
    private static final Set<String> SHOWING = Set.of("lb", "headers", "inspect", "help", "which", "ls", "log", "type", "grep", "cat",
            "echo",
            "format", "getopt", "tac", "head", "tail", "wc", "sort", "less", "more", "history", "jobs", "fg", "bg", "man", "date",
            "clear",
            "cd", "pwd", "sleep", "keymap", "setopt", "unsetopt", "each", "if", "not", "try", "throw", "while", "until", "break",
            "continue",
            "exit", "scr:list", "scr:info", "config:list", "config:get");

    /// Those that only show something when they have no arguments.
    private static final Set<String> ASKING = Set.of("frameworklevel");

    private final AuditLog log;
    private final Predicate<String> showing;

    /// @param showing whether one of our own commands, given with its scope, only shows something
    Audit(AuditLog log, Predicate<String> showing) {
        this.log = log;
        this.showing = showing;
    }

    @Override
    public void beforeExecute(CommandSession session, CharSequence line) {
        note(line, null);
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Exception thrown) {
        note(line, String.valueOf(thrown.getMessage()));
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, @Nullable Object result) {
        // told before
    }

    private void note(CharSequence line, @Nullable String failed) {
        String text = line.toString();
        if (changes(text)) {
            log.append(Caller.current(), text, failed);
        }
    }

    /// Whether a line may change something.
    boolean changes(String line) {
        Parser parser = new Parser(line);
        try {
            parser.program();
        } catch (RuntimeException _) { // it is no command line, and does nothing
            return false;
        }
        return parser.statements().stream().anyMatch(this::changes);
    }

    private boolean changes(Parser.Statement statement) {
        List<Token> words = statement.tokens();
        if (words.isEmpty()) {
            return false;
        }
        String command = words.getFirst().toString().toLowerCase(Locale.ROOT);
        String name = command.replaceFirst("^(reserve|felix|gogo|gosh):", "");
        boolean shows = SHOWING.contains(name) || showing.test(name)
                || words.stream().anyMatch(word -> word.toString().equals(Usage.HELP))
                || (words.size() == 1 && ASKING.contains(name));
        boolean assigns = words.size() > 1 && words.get(1).toString().equals("=");
        boolean sets = words.stream().anyMatch(word -> word.toString().startsWith(Logging.SET));
        return !shows || assigns || sets || !statement.redirections().isEmpty();
    }
}
