package dev.reserve.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Parameter;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;

/// Completes commands, their options and arguments, and variables.
final class ShellCompleter implements Completer {

    private static final Logger LOG = System.getLogger("reserve.admin");
    private static final CommandHelp NOTHING = new CommandHelp(List.of(), List.of());
    private static final String OURS = "reserve:";
    private static final String HELP = "--help";

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
        Set<String> names = new TreeSet<>();
        if (session.get(null) instanceof Set<?> variables) {
            for (Object name : variables) {
                if (!name.toString().startsWith("#") && session.get(name.toString()) instanceof Function) {
                    names.add(name.toString());
                }
            }
        }
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
        CommandHelp help = help(command);
        if (word.startsWith("-")) {
            help.options().forEach(option -> candidates
                    .add(new Candidate(option.name(), option.name(), null, option.summary(), null, null, true)));
            return;
        }
        List<String> before = line.words().subList(1, Math.min(line.wordIndex(), line.words().size()));
        Optional<String> expected = before.isEmpty() ? Optional.empty() : help.valueOf(before.getLast());
        CommandArguments.Kind kind = expected.isPresent() ? CommandArguments.kind(expected.get()) : argument(command, help, before);
        if (kind == CommandArguments.Kind.FILE) {
            files(word, candidates);
        } else if (kind == CommandArguments.Kind.COMMAND) {
            commands(word, candidates);
        } else if (kind != null) {
            arguments.values(kind).forEach(value -> candidates.add(new Candidate(value)));
        }
    }

    /// The kind of the argument that comes next.
    private CommandArguments.@Nullable Kind argument(String command, CommandHelp help, List<String> before) {
        int index = 0;
        for (int i = 0; i < before.size(); i++) {
            boolean ofOption = before.get(i).startsWith("-") || (i > 0 && help.valueOf(before.get(i - 1)).isPresent());
            index += ofOption ? 0 : 1;
        }
        CommandArguments.Kind kind = arguments.kind(command, index);
        return kind == null && index < help.arguments().size() ? CommandArguments.kind(help.arguments().get(index)) : kind;
    }

    /// Asks a command of ours that takes the words as they are, and otherwise looks for annotations.
    private CommandHelp help(String command) {
        Object found = session.get(command);
        if (!(found instanceof Function)) {
            return NOTHING;
        }
        String name = command.substring(command.indexOf(':') + 1);
        Object target = found instanceof CommandProxy proxy ? proxy.getTarget() : found;
        try {
            if (target instanceof Function function) {
                return command.startsWith(OURS) && function.execute(session, new ArrayList<>(List.of(HELP))) instanceof String text
                        ? CommandHelp.parse(name, text)
                        : NOTHING;
            }
            return annotated(name, target);
        } catch (Exception e) { // whatever a command throws
            LOG.log(Level.DEBUG, "no help from " + command, e);
            return NOTHING;
        } finally {
            if (found instanceof CommandProxy proxy) {
                proxy.ungetTarget();
            }
        }
    }

    private static CommandHelp annotated(String name, Object target) {
        Map<String, CommandHelp.Option> options = new TreeMap<>();
        for (Method method : target.getClass().getMethods()) {
            if (method.getName().equals(name) || method.getName().equals("_" + name)) {
                for (java.lang.reflect.Parameter parameter : method.getParameters()) {
                    Parameter option = parameter.getAnnotation(Parameter.class);
                    Descriptor descriptor = parameter.getAnnotation(Descriptor.class);
                    for (String each : option == null ? new String[0] : option.names()) {
                        options.putIfAbsent(each, new CommandHelp.Option(each, null, descriptor == null ? "" : descriptor.value()));
                    }
                }
            }
        }
        return new CommandHelp(List.copyOf(options.values()), List.of());
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
