package dev.reserve.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jline.reader.impl.history.DefaultHistory;

/// What was typed in a session, and line by line into the file of all. When that cannot be written, as on a full disk, the log says so once: JLine would do it
/// at every line, with a stack trace. What was not written then is with the next line for which there is room.
final class KeptHistory extends DefaultHistory {

    private static final Logger LOG = System.getLogger("reserve.admin");

    private boolean told;

    @Override
    public void save() {
        try {
            super.save();
            told = false;
        } catch (IOException e) {
            if (!told) {
                LOG.log(Level.WARNING, "the history of the shell is not written: {0}", e.toString());
                told = true;
            }
        }
    }
}
