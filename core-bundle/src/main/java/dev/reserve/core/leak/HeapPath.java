package dev.reserve.core.leak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import dev.reserve.core.leak.HeapDump.Found;
import dev.reserve.core.leak.HeapDump.Root;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/// The shortest way from a root of the heap to the class loader of a suspect, found in a heap dump, which is the one view of a running JVM
/// that hides nothing.
///
/// The search goes backwards, from the loader to what refers to it, one walk over the dump for each step: so it needs memory only for what
/// it has come across, not for the heap.
final class HeapPath {

    private final HeapDump dump;

    private HeapPath(HeapDump dump) {
        this.dump = dump;
    }

    /// @return empty if the loader is not on the heap any more
    static Optional<List<String>> find(int suspect, Path directory) throws IOException {
        Path own = Files.createTempDirectory(directory, "heap-"); // mode 0700: a heap has secrets
        Path file = own.resolve("heap.hprof");
        try {
            write(file);
            try (HeapDump dump = new HeapDump(file)) {
                return new HeapPath(dump).find(suspect);
            } catch (IndexOutOfBoundsException e) {
                throw new IOException("the heap dump is not complete", e);
            }
        } finally {
            Files.deleteIfExists(file);
            Files.delete(own);
        }
    }

    /// Through JMX, since the class behind it is not of the Java platform but of HotSpot.
    private static void write(Path file) throws IOException {
        try {
            ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName("com.sun.management:type=HotSpotDiagnostic"), "dumpHeap",
                    new Object[]{file.toString(), true}, new String[]{String.class.getName(), boolean.class.getName()});
        } catch (JMException e) {
            throw new IOException("no heap dump could be written to " + file + ": " + e.getCause(), e);
        }
    }

    private Optional<List<String>> find(int suspect) {
        long loader = 0;
        for (Found instance : dump.instances(Suspect.class.getName()).values()) {
            if (dump.value(instance, "id") == suspect) {
                loader = dump.value(instance, "referent");
            }
        }
        if (loader == 0) {
            return Optional.empty();
        }
        List<Long> path = search(loader, false);
        if (!path.isEmpty()) {
            return Optional.of(describe(path));
        }
        path = search(loader, true);
        if (!path.isEmpty()) {
            List<String> lines = new ArrayList<>(describe(path));
            lines.addFirst("only softly reachable, so it will go when memory gets short:");
            return Optional.of(lines);
        }
        return Optional.of(List.of("nothing on the heap: the JVM itself holds it, or it has just been let go"));
    }

    /// From the root to the loader; empty if there is no way.
    private List<Long> search(long loader, boolean soft) {
        LongMap reached = new LongMap();
        LongMap frontier = new LongMap();
        reached.put(loader, 0);
        frontier.put(loader, 0);
        while (frontier.size() > 0) {
            for (long object : frontier.keys()) {
                if (dump.roots().containsKey(object)) {
                    return path(object, reached);
                }
            }
            LongMap current = frontier;
            LongMap next = new LongMap();
            dump.references(soft, (from, to) -> {
                if (current.contains(to) && !reached.contains(from)) {
                    next.put(from, to);
                }
            });
            reached.putAll(next);
            frontier = next;
        }
        return List.of();
    }

    private static List<Long> path(long root, LongMap reached) {
        List<Long> path = new ArrayList<>();
        for (long object = root; object != 0; object = reached.get(object)) {
            path.add(object);
        }
        return path;
    }

    private List<String> describe(List<Long> path) {
        Root root = dump.roots().getOrDefault(path.getFirst(), new Root("unknown", 0));
        Set<Long> wanted = path.stream().collect(Collectors.toSet());
        wanted.add(root.thread());
        Map<Long, Found> objects = dump.find(wanted);
        Map<Long, String> names = threadNames(objects);
        List<String> lines = new ArrayList<>();
        lines.add(root.what() + (names.containsKey(root.thread()) ? " of thread \"" + names.get(root.thread()) + "\"" : ""));
        for (int i = 0; i < path.size(); i++) {
            long object = path.get(i);
            String reference = i + 1 < path.size() ? reference(object, objects, path.get(i + 1)) : " (the class loader)";
            String name = names.containsKey(object) ? " \"" + names.get(object) + "\"" : "";
            lines.add(name(object, objects) + name + reference);
        }
        return lines;
    }

    private String name(long object, Map<Long, Found> objects) {
        HeapTypes.Type type = dump.types().get(object);
        if (type != null) {
            return "class " + type.name();
        }
        Found found = objects.get(object);
        HeapTypes.Type of = found == null ? null : dump.types().get(found.type());
        return of == null ? "an object" : of.name();
    }

    private String reference(long from, Map<Long, Found> objects, long to) {
        HeapTypes.Type type = dump.types().get(from);
        if (type != null) {
            return type.statics().stream().filter(field -> field.value() == to).findFirst().map(field -> "." + field.name()).orElse("");
        }
        Found found = objects.get(from);
        return found == null ? "" : dump.reference(found, to);
    }

    /// The names of those of the objects that are threads.
    private Map<Long, String> threadNames(Map<Long, Found> objects) {
        Map<Long, Long> strings = new HashMap<>();
        objects.forEach((id, object) -> {
            if (object.length() < 0 && isThread(object.type())) {
                strings.put(id, dump.value(object, "name"));
            }
        });
        Map<Long, Found> values = dump.find(strings.values());
        Map<Long, Found> contents = dump.find(values.values().stream().map(string -> dump.value(string, "value")).toList());
        Map<Long, String> names = new HashMap<>();
        strings.forEach((thread, string) -> {
            Found value = values.get(string);
            Found content = value == null ? null : contents.get(dump.value(value, "value"));
            if (value != null && content != null) {
                var wide = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? UTF_16BE : UTF_16LE;
                names.put(thread, new String(dump.content(content), dump.value(value, "coder") == 0 ? ISO_8859_1 : wide));
            }
        });
        return names;
    }

    private boolean isThread(long id) {
        for (HeapTypes.Type type = dump.types().get(id); type != null; type = dump.types().get(type.parent())) {
            if (type.name().equals("java.lang.Thread")) {
                return true;
            }
        }
        return false;
    }
}
