package dev.reserve.benchmarks;

import dev.reserve.benchmarks.app.Archive;
import dev.reserve.benchmarks.web.Reserve;
import dev.reserve.benchmarks.web.WebServer;
import java.nio.file.Path;

/// A jar is overwritten.
final class JarSwap implements Swaps.Subject {

    private final Reserve reserve;
    private final Archive archive;
    private Path jar = Path.of("");

    JarSwap(Reserve reserve) {
        this.reserve = reserve;
        this.archive = reserve.archive();
    }

    @Override
    public String title() {
        return "Swaps under load";
    }

    @Override
    public WebServer start(Path directory) {
        jar = Reserve.deploy(directory).resolve("bench.jar");
        change(0);
        return reserve.http(directory, "bench", "version");
    }

    @Override
    public void change(int version) {
        archive.moveTo(jar, version);
    }

    @Override
    public String answer(int version) {
        return Integer.toString(version);
    }
}
