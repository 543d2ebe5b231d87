package dev.reserve.shell;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;

/// A command of ours. Gogo hands it the words of the line as they are, so that what is wrong with them is said in our words, and `--help` is the same everywhere.
///
/// The name in its usage is what is typed: of one that is not in the scope `reserve`, with the scope.
record Command(Usage usage, Body body) implements Function {

    /// What the command does.
    @FunctionalInterface
    interface Body {

        /// @return what it shows, which goes wherever the line sends it; null if there is nothing to show
        @Nullable
        Object run(CommandSession session, Given given) throws Exception;
    }

    static final String RESERVE = "reserve";

    static Command of(Usage usage, Body body) {
        return new Command(usage, body);
    }

    String scope() {
        int colon = usage.name().indexOf(':');
        return colon < 0 ? RESERVE : usage.name().substring(0, colon);
    }

    /// Its name within the scope.
    String function() {
        return usage.name().substring(usage.name().indexOf(':') + 1);
    }

    @Override
    public @Nullable Object execute(CommandSession session, List<Object> words) throws Exception {
        Given given = Given.parse(usage, words);
        if (given.help()) {
            return usage.help();
        }
        try {
            return body.run(session, given);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, usage.name() + ": " + e.getMessage(), e);
        } catch (FileSystemException e) {
            throw new CommandFailure(CommandFailure.FAILED, usage.name() + ": " + reason(e), e);
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, usage.name() + ": " + e.getMessage(), e);
        }
    }

    /// The message of such an exception is often no more than a path.
    private static String reason(FileSystemException e) {
        String why = switch (e) {
            case NoSuchFileException _ -> "there is no such file or folder";
            case AccessDeniedException _ -> "the server may not read or write it";
            case DirectoryNotEmptyException _ -> "it is a folder that is not empty";
            default -> e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        };
        return e.getFile() + ": " + why;
    }

    /// The properties by which Gogo finds it.
    Map<String, Object> properties() {
        return Map.of(CommandProcessor.COMMAND_SCOPE, scope(), CommandProcessor.COMMAND_FUNCTION, function());
    }
}
