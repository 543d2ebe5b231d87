package dev.reserve.http.engine;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpTokens;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// An HTTP/1 connection that refuses what Jetty lets pass and others may understand in another way. Each check is a comparison or two per request or
/// per field, on what the parser has found anyway.
final class StrictConnection extends HttpConnection {

    /// What is said of the framing, the routing, the sender or the kind of the content comes too late in a trailer (RFC 9110 §6.5.1).
    private static final Set<HttpHeader> NOT_IN_TRAILERS = EnumSet.of(HttpHeader.TRANSFER_ENCODING, HttpHeader.CONTENT_LENGTH,
            HttpHeader.HOST, HttpHeader.CONNECTION, HttpHeader.TE, HttpHeader.TRAILER, HttpHeader.UPGRADE, HttpHeader.EXPECT,
            HttpHeader.AUTHORIZATION, HttpHeader.PROXY_AUTHORIZATION, HttpHeader.COOKIE, HttpHeader.CONTENT_TYPE,
            HttpHeader.CONTENT_ENCODING, HttpHeader.CONTENT_RANGE);

    /// How long a client that has its last answer may go without a byte, until it ends the connection.
    private static final Duration LINGERING = Duration.ofSeconds(2);

    /// How much he may send meanwhile.
    private static final long MOST_THROWN_AWAY = 128 << 20;

    @SuppressWarnings("NullAway.Init") // set by newRequestHandler(), which the superclass's constructor calls
    private Checks checks;
    /// Whether the request is well formed; until then an answer to it is Jetty's, and not an app's.
    private volatile boolean understood;
    /// Whether the client has said that the request is its last one (RFC 9112 §9.6).
    private boolean last;

    StrictConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
        super(configuration, connector, endPoint);
    }

    /// Tells the connection of a request that Jetty has found nothing wrong with it.
    static void understood(Request request) {
        if (request.getConnectionMetaData() instanceof StrictConnection connection) {
            connection.understood = true;
        }
    }

    @Override
    protected RequestHandler newRequestHandler() {
        checks = new Checks();
        return checks;
    }

    @Override
    protected HttpParser newHttpParser(HttpCompliance compliance) {
        HttpConfiguration configuration = getHttpConfiguration();
        Parser parser = new Parser(checks, configuration.getRequestHeaderSize(), compliance);
        parser.setHeaderCacheSize(configuration.getHeaderCacheSize());
        parser.setHeaderCacheCaseSensitive(configuration.isHeaderCacheCaseSensitive());
        return parser;
    }

    @Override
    protected HttpStreamOverHTTP1 newHttpStream(String method, String uri, HttpVersion version) {
        return new Stream(method, uri, version);
    }

    /// When the client has its last answer there is nothing to wait for: a look at what has come ends it. Who may still send, as he has not said that he does not, is
    /// waited for a little, or he may lose the answer (RFC 9112 §9.6).
    @Override
    public void fillInterested(Callback callback) {
        if (getEndPoint() instanceof BriefEndPoint brief && brief.isOver()) {
            onFillable();
        } else {
            if (checks.finished) {
                getEndPoint().setIdleTimeout(LINGERING.toMillis());
            }
            super.fillInterested(callback);
        }
    }

    private static HttpException.RuntimeException malformed(String reason) {
        return new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, reason);
    }

    private static final class Parser extends HttpParser {

        private static final String PROTOCOL = "HTTP";

        private final Checks checks;
        private @Nullable ByteBuffer input;
        /// How many letters of the version's name have been compared.
        private int compared;

        Parser(Checks checks, int maxHeaderBytes, HttpCompliance compliance) {
            super(checks, maxHeaderBytes, compliance);
            this.checks = checks;
        }

        /// Jetty would take it for a failure that something comes then, and reset the connection before the client has read the answer.
        @Override
        public boolean isTerminated() {
            return !checks.finished && super.isTerminated();
        }

        @Override
        public boolean parseNext(ByteBuffer buffer) {
            if (checks.finished) {
                checks.thrownAway += buffer.remaining();
                if (checks.thrownAway > MOST_THROWN_AWAY) {
                    throw malformed("More than " + MOST_THROWN_AWAY + " bytes behind the last request");
                }
                BufferUtil.clear(buffer);
                return false;
            }
            if (isStart()) {
                checks.malformedStart = !beginsWithToken(buffer);
            } else if (isState(State.REQUEST_VERSION)) {
                checks.malformedVersion |= !continuesName(buffer, buffer.position());
            }
            input = buffer;
            boolean handle = super.parseNext(buffer);
            input = null;
            return handle;
        }

        /// Whether what follows is the name of the protocol, in which the case of letters counts (RFC 9112 §2.3). Jetty takes small ones too.
        private boolean continuesName(ByteBuffer buffer, int from) {
            int at = from;
            while (compared < PROTOCOL.length() && at < buffer.limit()) {
                if (buffer.get(at++) != PROTOCOL.charAt(compared++)) {
                    return false;
                }
            }
            return true;
        }

        /// Whether the first character of the request line is one of a method's (RFC 9112 §3.1). Jetty looks at the others, and skips colons before it.
        /// Empty lines may come first (RFC 9112 §2.2).
        private static boolean beginsWithToken(ByteBuffer buffer) {
            for (int i = buffer.position(); i < buffer.limit(); i++) {
                byte next = buffer.get(i);
                if (next != '\r' && next != '\n') {
                    return switch (HttpTokens.getToken(next).getType()) {
                        case ALPHA, DIGIT, TCHAR -> true;
                        default -> false;
                    };
                }
            }
            return true;
        }

        @Override
        protected void setState(State next) {
            ByteBuffer buffer = input;
            if (next == State.REQUEST_VERSION && buffer != null) { // its first letter has been read
                compared = 0;
                checks.malformedVersion = !continuesName(buffer, buffer.position() - 1);
            }
            if (next == State.CONTENT_END && isState(State.TRAILER)) { // Jetty forgives it when the connection ends there
                throw malformed("The stream ends after the last chunk; expected an empty line (RFC 9112 §7.1)");
            }
            super.setState(next);
        }
    }

    private final class Checks extends RequestHandler {

        private boolean malformedStart;
        private boolean malformedVersion;
        private boolean http10;
        private boolean encoded;
        private boolean otherCodings;
        private boolean typed;
        private boolean headRead;
        /// Whether the connection has had its last request, and its answer.
        private boolean finished;
        private long thrownAway;

        @Override
        public void messageBegin() {
            super.messageBegin();
            headRead = false;
            understood = false;
            if (malformedStart) {
                throw malformed("The request line does not begin with a method");
            }
        }

        @Override
        public void startRequest(String method, String target, HttpVersion version) {
            http10 = version == HttpVersion.HTTP_1_0;
            encoded = false;
            otherCodings = false;
            typed = false;
            if (malformedVersion) {
                throw malformed("The version does not begin with HTTP (RFC 9112 §2.3)");
            }
            if (HttpMethod.CONNECT.is(method)) {
                // A success would make a tunnel of the connection for every proxy on the way (RFC 9110 §9.3.6).
                throw new HttpException.RuntimeException(HttpStatus.NOT_IMPLEMENTED_501, "CONNECT");
            }
            if (version == HttpVersion.HTTP_2 && !isPreface(method, target)) { // Jetty asks for an upgrade, and does not say to what
                throw new HttpException.RuntimeException(HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505, "HTTP/2 without its preface");
            }
            if (target.charAt(0) != '/' && version != HttpVersion.HTTP_2 && !isUnusualTarget(method, target)) {
                throw malformed("The request target is not a path, an http or https URI, or * for OPTIONS (RFC 9112 §3.2)");
            }
            super.startRequest(method, target, version);
        }

        /// Whether it is what HTTP/2 in the clear begins with (RFC 9113 §3.4).
        private boolean isPreface(String method, String target) {
            return method.equals("PRI") && target.equals("*")
                    && getConnector().getConnectionFactory(HTTP2CServerConnectionFactory.class) != null;
        }

        private static boolean isUnusualTarget(String method, String target) {
            return target.equals("*")
                    ? HttpMethod.OPTIONS.is(method)
                    : target.regionMatches(true, 0, "http://", 0, 7) || target.regionMatches(true, 0, "https://", 0, 8);
        }

        @Override
        public void parsedHeader(HttpField field) {
            HttpHeader header = field.getHeader();
            if (header == null) {
                refuseDisguised(field);
            } else if (header == HttpHeader.TRANSFER_ENCODING) {
                otherCodings |= encoded || !HttpHeaderValue.CHUNKED.is(field.getValue());
                encoded = true;
            } else if (header == HttpHeader.CONTENT_TYPE) {
                if (typed) {
                    throw malformed("Multiple Content-Types (RFC 9110 §5.3)");
                }
                typed = true;
            } else if (header == HttpHeader.EXPECT && http10) {
                return; // nobody waits for an answer (RFC 9110 §10.1.1)
            } else if (header == HttpHeader.UPGRADE && field.contains("h2c")) {
                return; // a proxy that passes it on would see none of the requests that come then; RFC 9113 §3.1 has given it up
            }
            super.parsedHeader(field);
        }

        @Override
        public boolean headerComplete() {
            if (encoded && http10) {
                throw malformed("Transfer-Encoding in HTTP/1.0 (RFC 9112 §6.1)");
            }
            if (otherCodings) {
                throw new HttpException.RuntimeException(HttpStatus.NOT_IMPLEMENTED_501,
                        "A transfer coding other than chunked (RFC 9112 §6.1)");
            }
            boolean handle = super.headerComplete();
            headRead = true;
            last = !getGenerator().isPersistent();
            return handle;
        }

        @Override
        public void badMessage(HttpException failure) {
            if (headRead) {
                earlyEOF(); // the connection has ended inside the line end of a chunk: else the app would take the body for whole
            } else {
                super.badMessage(failure);
            }
        }

        @Override
        public void parsedTrailer(HttpField field) {
            HttpHeader header = field.getHeader();
            if (header == null) {
                refuseDisguised(field);
            } else if (NOT_IN_TRAILERS.contains(header)) {
                throw malformed(header.asString() + " in a trailer (RFC 9110 §6.5.1)");
            }
            super.parsedTrailer(field);
        }

        /// Gateways that make environment variables of fields (RFC 3875 §4.1.18) cannot tell these from the ones that frame a message.
        private static void refuseDisguised(HttpField field) {
            String name = field.getName();
            if (name.equalsIgnoreCase("Content_Length") || name.equalsIgnoreCase("Transfer_Encoding")) { // lengths are compared first
                throw malformed("The field " + name + " has the name of another in disguise");
            }
        }
    }

    private final class Stream extends HttpStreamOverHTTP1 {

        Stream(String method, String uri, HttpVersion version) {
            super(method, uri, version);
        }

        /// Says that the connection ends with the refusal: Jetty would go on after some, and does not say so before it knows the version.
        @Override
        public void prepareResponse(HttpFields.Mutable headers) {
            super.prepareResponse(headers);
            if (!understood) {
                headers.put(HttpFields.CONNECTION_CLOSE);
            }
        }

        @Override
        public void succeeded() {
            checks.finished = !getGenerator().isPersistent();
            if (last && understood && getParser().isComplete() && getEndPoint() instanceof BriefEndPoint brief
                    && getHttpChannel().getRequest().getAttribute(UPGRADE_CONNECTION_ATTRIBUTE) == null) {
                brief.answeredLast();
            }
            super.succeeded();
        }

        /// If all of the answer has been sent, what has failed is to read the rest of the body: that is thrown away while the client reads the answer.
        @Override
        public void failed(Throwable cause) {
            if (getGenerator().isEnd() && !getGenerator().isPersistent() && !isFillInterested() && getEndPoint().isOpen()) {
                succeeded();
            } else {
                super.failed(cause);
            }
        }
    }
}
