package dev.reserve.example.jsonlines;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;

/// The app `json-lines`: each line of a connection is a request in JSON, and each answer is a line.
///
/// The one argument, if given, is after how many seconds a connection is closed on which no request comes.
@Component(property = ReserveApp.NAME + "=json-lines")
public final class JsonLines implements ReserveApp {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

    @Override
    public ConnectionHandler launch(String... args) {
        if (args.length > 1 || (args.length == 1 && !args[0].matches("[1-9][0-9]{0,5}"))) {
            throw new IllegalArgumentException("json-lines takes one argument, a number of seconds from 1 to 999999, and got "
                    + String.join(" ", args));
        }
        return new Conversations(args.length == 0 ? DEFAULT_TIMEOUT : Duration.ofSeconds(Integer.parseInt(args[0])));
    }
}
