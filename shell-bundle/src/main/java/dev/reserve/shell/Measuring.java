package dev.reserve.shell;

import java.time.Duration;
import java.util.List;
import org.apache.felix.service.command.CommandSession;

/// The command that shows what the server does at the moment.
final class Measuring {

    private static final Duration USUAL = Duration.ofSeconds(1);

    private final Core core;

    Measuring(Core core) {
        this.core = core;
    }

    List<Command> commands() {
        return List.of(Command.of(Usage.showing("top", "measures for a second what apps, listeners and the server itself do").json()
                .value("--seconds", "SECONDS", "how long to measure; " + USUAL.toSeconds() + " if nothing else is said")
                .details(
                        "'watch top' shows it again and again. Shares of processors are in percent of one of them; the share of an app is that of its own"
                                + "\nplatform threads: what virtual threads use is only known for all of them together."),
                this::top));
    }

    private String top(CommandSession session, Given given) throws CommandFailure, InterruptedException {
        Duration time = given.seconds("--seconds").orElse(USUAL);
        Sample before = Sample.take(core.running());
        Thread.sleep(time);
        Load load = Load.between(before, Sample.take(core.running()));
        return given.json() ? Json.of(load) : load.text();
    }
}
