package dev.reserve.http.files;

import dev.reserve.http.files.Ranges.Part;
import dev.reserve.http.files.Transmission.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// The answer with an open file: whole, in parts, or none of it when the client has it already. Sees to it that the file is closed.
///
/// @param file to be sent, or a variant of the one that was asked for
record FileResponse(OpenFile file, Choice choice, Request request, Response response, Callback callback) {

    void send() throws IOException {
        boolean sending = false;
        try {
            Instant now = Instant.now();
            Instant modified = file.state().modified().isAfter(now) ? now : file.state().modified(); // RFC 9110 §8.8.2.1
            HttpFields.Mutable headers = response.getHeaders();
            headers.put(HttpHeader.ETAG, file.state().etag());
            headers.put(HttpHeader.LAST_MODIFIED, DateGenerator.formatDate(modified));
            Preconditions conditions = new Preconditions(request.getHeaders(), file.state().etag(), modified);
            switch (conditions.evaluate()) {
                case FAILED -> refuse(HttpStatus.PRECONDITION_FAILED_412);
                case NOT_MODIFIED -> {
                    headers.remove(HttpHeader.CONTENT_TYPE);
                    headers.remove(HttpHeader.CONTENT_ENCODING);
                    response.setStatus(HttpStatus.NOT_MODIFIED_304);
                    callback.succeeded();
                }
                case PROCEED -> sending = send(conditions.allowRange(now));
            }
        } finally {
            if (!sending) {
                file.close();
            }
        }
    }

    private boolean send(boolean ranges) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.ACCEPT_RANGES, "bytes");
        long size = file.state().size();
        if (HttpMethod.HEAD.is(request.getMethod()) || size == 0) { // ranges are defined for GET alone, RFC 9110 §14.2
            headers.put(HttpHeader.CONTENT_LENGTH, size);
            callback.succeeded();
            return false;
        }
        Optional<Ranges> wanted = ranges ? Ranges.parse(request.getHeaders().getValuesList(HttpHeader.RANGE), size) : Optional.empty();
        if (wanted.isEmpty()) {
            headers.put(HttpHeader.CONTENT_LENGTH, size);
            transmit(List.of(new Piece.Part(0, size)));
            return true;
        }
        List<Part> parts = wanted.get().parts();
        if (parts.isEmpty()) {
            headers.put(HttpHeader.CONTENT_RANGE, "bytes */" + size);
            refuse(HttpStatus.RANGE_NOT_SATISFIABLE_416);
            return false;
        }
        response.setStatus(HttpStatus.PARTIAL_CONTENT_206);
        if (parts.size() == 1) {
            headers.put(HttpHeader.CONTENT_RANGE, parts.getFirst().of(size));
            headers.put(HttpHeader.CONTENT_LENGTH, parts.getFirst().length());
            transmit(List.of(new Piece.Part(parts.getFirst().first(), parts.getFirst().length())));
        } else {
            multipart(parts, size);
        }
        return true;
    }

    /// RFC 9110 §14.6.
    private void multipart(List<Part> parts, long size) {
        String boundary = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        List<Piece> pieces = new ArrayList<>();
        long length = 0;
        for (Part part : parts) {
            ByteBuffer head = StandardCharsets.UTF_8
                    .encode("\r\n--" + boundary + "\r\nContent-Type: " + choice.type() + "\r\nContent-Range: "
                            + part.of(size) + "\r\n\r\n");
            length += head.remaining() + part.length();
            pieces.add(new Piece.Text(head));
            pieces.add(new Piece.Part(part.first(), part.length()));
        }
        ByteBuffer end = StandardCharsets.UTF_8.encode("\r\n--" + boundary + "--\r\n");
        pieces.add(new Piece.Text(end));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "multipart/byteranges; boundary=" + boundary);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length + end.remaining());
        transmit(pieces);
    }

    private void transmit(List<Piece> pieces) {
        new Transmission(file.channel(), choice.path().toString(), pieces, true, request, response, callback).iterate();
    }

    /// The headers that describe the file are not those of the error's page.
    private void refuse(int status) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.remove(HttpHeader.CONTENT_TYPE);
        headers.remove(HttpHeader.CONTENT_ENCODING);
        headers.remove(HttpHeader.LAST_MODIFIED);
        headers.remove(HttpHeader.ETAG);
        Response.writeError(request, response, callback, status);
    }
}
