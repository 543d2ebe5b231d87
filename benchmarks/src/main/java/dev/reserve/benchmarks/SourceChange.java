package dev.reserve.benchmarks;

import dev.reserve.benchmarks.web.WebServer;
import dev.reserve.benchmarks.wsgi.ReserveWsgi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/// The source of a WSGI application is overwritten, and `--reload` sees that.
final class SourceChange implements Swaps.Subject {

    private static final String SOURCE = """
            def application(environ, start_response):
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [b"VERSION"]
            """;

    private final ReserveWsgi reserve;
    private final int workers;
    private Path folder = Path.of("");

    SourceChange(ReserveWsgi reserve, int workers) {
        this.reserve = reserve;
        this.workers = workers;
    }

    @Override
    public String title() {
        return "Changes of the source under load, " + workers + " workers";
    }

    @Override
    public WebServer start(Path directory) {
        try {
            folder = Files.createDirectory(directory.resolve("app"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        change(0);
        return reserve.start(directory, folder, List.of("--workers", Integer.toString(workers), "--reload"), "versioned:application");
    }

    @Override
    public void change(int version) {
        try {
            Path next = Files.writeString(folder.resolve("versioned.tmp"), SOURCE.replace("VERSION", answer(version)));
            Files.move(next, folder.resolve("versioned.py"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Of one length for all, as the figures are compared.
    @Override
    public String answer(int version) {
        return String.format(Locale.ROOT, "version %06d", version);
    }
}
