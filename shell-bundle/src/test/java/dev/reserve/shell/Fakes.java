package dev.reserve.shell;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.service.command.CommandSession;

/// What commands are run in.
final class Fakes {

    private Fakes() {}

    static CommandSession session() {
        return new CommandProcessorImpl().createSession(new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream());
    }
}
