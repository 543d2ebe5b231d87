package dev.reserve.shell;

import dev.reserve.core.admin.DeployFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A deploy folder that remembers what it was asked for, and has a file `echo.jar` and a binding `main`.
final class FakeFolder implements DeployFolder {

    static final String SHA256 = "ab12cd34".repeat(8);

    private final List<String> asked = new ArrayList<>();

    List<String> asked() {
        return asked;
    }

    @Override
    public Path path() {
        return Path.of("/srv/deploy");
    }

    @Override
    public String put(Path source, String name) {
        asked.add("put " + source + " " + name);
        return SHA256;
    }

    @Override
    public boolean remove(String name) {
        asked.add("remove " + name);
        return name.equals("echo.jar");
    }

    @Override
    public Path bind(String name, String listener, String app, List<String> args, Optional<Duration> drainTimeout) {
        asked.add("bind " + name + " " + listener + " " + app + " " + args);
        return path().resolve(name);
    }

    @Override
    public boolean unbind(String name) {
        asked.add("unbind " + name);
        return name.equals("main");
    }
}
