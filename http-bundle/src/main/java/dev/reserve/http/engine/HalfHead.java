package dev.reserve.http.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.eclipse.jetty.http2.frames.FrameType;
import org.eclipse.jetty.http2.parser.HeaderParser;
import org.eclipse.jetty.http2.parser.Parser;

/// Looks whether a parser of HTTP/2 is amid a head. Jetty bounds how long heads are, but not how long they take, and tells nobody that one has begun: only the parser's
/// own state says so.
final class HalfHead {

    /// Whether the parser is amid a frame, or between those of one head.
    private static final VarHandle BEGUN;
    /// Whether the head goes on in another frame.
    private static final VarHandle CONTINUES;
    private static final VarHandle FRAME;

    static {
        try {
            MethodHandles.Lookup parser = MethodHandles.privateLookupIn(Parser.class, MethodHandles.lookup());
            BEGUN = parser.findVarHandle(Parser.class, "nanoTimeStored", boolean.class);
            CONTINUES = parser.findVarHandle(Parser.class, "continuation", boolean.class);
            FRAME = parser.findVarHandle(Parser.class, "headerParser", HeaderParser.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private HalfHead() {}

    /// Whether there is one, which has come since [Parser#getBeginNanoTime]. The thread that parses is not waited for: what it is just about to change may be seen in
    /// part, so who asks asks again before he believes it.
    static boolean isIn(Parser parser) {
        return (boolean) BEGUN.getOpaque(parser)
                && ((boolean) CONTINUES.getOpaque(parser)
                        || ((HeaderParser) FRAME.getOpaque(parser)).getFrameType() == FrameType.HEADERS.getType());
    }
}
