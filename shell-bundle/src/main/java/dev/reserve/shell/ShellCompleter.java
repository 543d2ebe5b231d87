package dev.reserve.shell;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;

/// Completes commands, their options as annotated, their arguments as [CommandArguments] has them, and variables.
final class ShellCompleter implements Completer {

    private final CommandSession session;
    private final CommandArguments arguments;

    ShellCompleter(CommandSession session, CommandArguments arguments) {
        this.session = session;
        this.arguments = arguments;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String word = line.word().substring(0, Math.min(line.wordCursor(), line.word().length()));
        if (word.startsWith("$")) {
            variables(candidates);
        } else if (line.wordIndex() <= 0) {
            commands(word, candidates);
        } else {
            arguments(Shell.resolve(session, line.words().getFirst()), line, word, candidates);
        }
    }

    private void variables(List<Candidate> candidates) {
        if (session.get(null) instanceof Set<?> names) {
            for (Object name : names) {
                if (name.toString().matches("#?[A-Za-z_]\\w*")) {
                    candidates.add(new Candidate("$" + name.toString().replace("#", "")));
                }
            }
        }
    }

    /// With their scopes only when asked for, or when the name alone means another one.
    private void commands(String word, List<Candidate> candidates) {
        Set<String> names = new TreeSet<>(List.of("exit"));
        for (String command : Shell.getCommands(session)) {
            String name = command.substring(command.indexOf(':') + 1);
            boolean hidden = name.startsWith("_");
            if (word.contains(":")) {
                names.add(command);
            } else if (!hidden) {
                names.add(name);
            }
        }
        names.forEach(name -> candidates.add(new Candidate(name)));
    }

    private void arguments(String command, ParsedLine line, String word, List<Candidate> candidates) {
        if (word.startsWith("-")) {
            options(command, candidates);
            return;
        }
        int index = 0;
        for (String before : line.words().subList(1, Math.min(line.wordIndex(), line.words().size()))) {
            index += before.startsWith("-") ? 0 : 1;
        }
        CommandArguments.Kind kind = arguments.kind(command, index);
        if (kind == CommandArguments.Kind.FILE) {
            files(word, candidates);
        } else if (kind == CommandArguments.Kind.COMMAND) {
            commands(word, candidates);
        } else if (kind != null) {
            arguments.values(kind).forEach(value -> candidates.add(new Candidate(value)));
        }
    }

    private void options(String command, List<Candidate> candidates) {
        if (!(session.get(command) instanceof CommandProxy proxy)) {
            return;
        }
        Object target = proxy.getTarget();
        try {
            String name = command.substring(command.indexOf(':') + 1);
            Set<String> seen = new TreeSet<>();
            for (Method method : target.getClass().getMethods()) {
                if (method.getName().equals(name) || method.getName().equals("_" + name)) {
                    for (Parameter parameter : method.getParameters()) {
                        options(parameter, seen, candidates);
                    }
                }
            }
        } finally {
            proxy.ungetTarget();
        }
    }

    private static void options(Parameter parameter, Set<String> seen, List<Candidate> candidates) {
        org.apache.felix.service.command.Parameter option = annotation(parameter, org.apache.felix.service.command.Parameter.class);
        if (option == null) {
            return;
        }
        Descriptor descriptor = annotation(parameter, Descriptor.class);
        for (String name : option.names()) {
            if (seen.add(name)) {
                candidates.add(new Candidate(name, name, null, descriptor == null ? null : descriptor.value(), null, null, true));
            }
        }
    }

    private static <A extends Annotation> @Nullable A annotation(Parameter parameter, Class<A> type) {
        return parameter.getAnnotation(type);
    }

    /// What is in the directory of which the word has the beginning.
    private void files(String word, List<Candidate> candidates) {
        String parent = word.substring(0, word.lastIndexOf('/') + 1);
        boolean hidden = word.startsWith(".", parent.length());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(session.currentDir().resolve(parent))) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (hidden || !name.startsWith(".")) {
                    boolean directory = Files.isDirectory(file);
                    candidates.add(new Candidate(parent + name + (directory ? "/" : ""), name + (directory ? "/" : ""), null, null, null,
                            null, !directory));
                }
            }
        } catch (IOException | InvalidPathException e) { // nothing to offer
            return;
        }
    }
}
