package dev.reserve.http.files;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/// The conditions that a request makes on the state of what it asks for, RFC 9110 §13.
///
/// @param etag strong
/// @param modified in whole seconds, as Last-Modified says it
record Preconditions(HttpFields request, String etag, Instant modified) {

    /// What follows from the conditions of a GET or HEAD, in the order of RFC 9110 §13.2.2.
    enum Outcome {
        PROCEED, NOT_MODIFIED, FAILED
    }

    Preconditions {
        modified = modified.truncatedTo(ChronoUnit.SECONDS);
    }

    Outcome evaluate() {
        List<String> match = request.getValuesList(HttpHeader.IF_MATCH);
        if (!match.isEmpty()) {
            if (!names(match, false)) {
                return Outcome.FAILED;
            }
        } else if (isDate(HttpHeader.IF_UNMODIFIED_SINCE) && modified.isAfter(date(HttpHeader.IF_UNMODIFIED_SINCE))) {
            return Outcome.FAILED;
        }
        List<String> noneMatch = request.getValuesList(HttpHeader.IF_NONE_MATCH);
        boolean known = noneMatch.isEmpty()
                ? isDate(HttpHeader.IF_MODIFIED_SINCE) && !modified.isAfter(date(HttpHeader.IF_MODIFIED_SINCE))
                : names(noneMatch, true);
        return known ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
    }

    /// Whether If-Range, if it is there, lets Range hold, RFC 9110 §13.1.5.
    boolean allowRange(Instant now) {
        String value = request.get(HttpHeader.IF_RANGE);
        if (value == null) {
            return true;
        }
        String validator = value.strip();
        if (validator.endsWith("\"")) {
            return validator.equals(etag);
        }
        // A second that is not over yet may see another change, RFC 9110 §8.8.2.2.
        return isDate(HttpHeader.IF_RANGE) && date(HttpHeader.IF_RANGE).equals(modified) && modified.isBefore(now.minusSeconds(1));
    }

    private boolean names(List<String> values, boolean weakly) {
        return values.stream().anyMatch(value -> new EntityTags(value).contains(etag, weakly));
    }

    private boolean isDate(HttpHeader header) {
        String value = request.get(header);
        return value != null && HttpDateTime.parseToEpoch(value) != -1;
    }

    private Instant date(HttpHeader header) {
        return Instant.ofEpochMilli(HttpDateTime.parseToEpoch(String.valueOf(request.get(header)))).truncatedTo(ChronoUnit.SECONDS);
    }
}
