package dev.reserve.gateway.fastcgi.client;

import dev.reserve.gateway.fastcgi.PairWriter;
import dev.reserve.gateway.fastcgi.client.Scripts.Target.Script;
import dev.reserve.http.spi.AddressVariable;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;

/// The variables of a request (RFC 3875 §4.1), and those that web servers add. All text is in Latin-1: each character stands for a byte.
final class Variables {

    private final FastCgiOptions options;

    Variables(FastCgiOptions options) {
        this.options = options;
    }

    PairWriter of(Request request, Script script, RequestBody body) {
        Map<String, String> variables = new LinkedHashMap<>();
        HttpURI uri = request.getHttpURI();
        variables.put("GATEWAY_INTERFACE", "CGI/1.1");
        variables.put("SERVER_SOFTWARE", "reserve");
        variables.put("SERVER_PROTOCOL", request.getConnectionMetaData().getHttpVersion().asString());
        variables.put("REQUEST_METHOD", request.getMethod());
        variables.put("REQUEST_SCHEME", request.isSecure() ? "https" : "http");
        if (request.isSecure()) {
            variables.put("HTTPS", "on");
        }
        variables.put("REQUEST_URI", latin1(uri.getPathQuery() == null ? "/" : uri.getPathQuery()));
        variables.put("QUERY_STRING", latin1(uri.getQuery() == null ? "" : uri.getQuery()));
        paths(request, script, variables);
        variables.put("REDIRECT_STATUS", "200"); // or php-cgi takes it for a request that has not come through a web server
        fields(request, variables);
        if (request instanceof Redirected) {
            variables.remove("CONTENT_TYPE");
        }
        variables.put("CONTENT_LENGTH", body.length() == 0 ? "" : Long.toString(body.length()));
        addresses(request, variables);
        options.params().forEach((name, value) -> variables.put(latin1(name), latin1(value)));
        PairWriter pairs = new PairWriter();
        variables.forEach(pairs::put);
        return pairs;
    }

    private void paths(Request request, Script script, Map<String, String> variables) {
        String context = request.getContext().getContextPath();
        String mount = context == null || context.equals("/") ? "" : latin1(context);
        variables.put("SCRIPT_NAME", mount + script.path());
        variables.put("PATH_INFO", script.info());
        variables.put("DOCUMENT_URI", mount + script.path() + script.info());
        options.root().ifPresent(root -> {
            String directory = latin1(root.remote().toString());
            variables.put("DOCUMENT_ROOT", directory);
            variables.put("SCRIPT_FILENAME", directory + script.path());
            if (!script.info().isEmpty()) {
                variables.put("PATH_TRANSLATED", directory + script.info());
            }
        });
    }

    private static void fields(Request request, Map<String, String> variables) {
        for (HttpField field : request.getHeaders()) {
            String upper = field.getName().toUpperCase(Locale.ROOT).replace('-', '_');
            if (isPassed(field)) {
                String name = upper.equals("CONTENT_TYPE") ? upper : "HTTP_" + upper;
                String value = field.getValue() == null ? "" : field.getValue();
                variables.merge(name, value, (before, more) -> before + (field.getHeader() == HttpHeader.COOKIE ? "; " : ", ") + more);
            }
        }
        String authority = request.getHttpURI().getAuthority();
        if (!variables.containsKey("HTTP_HOST") && authority != null) { // HTTP/2 has the host elsewhere
            variables.put("HTTP_HOST", authority);
        }
    }

    /// Fields with an underscore could not be told from those with a hyphen. `Proxy` would be taken for the variable that names a proxy for outgoing
    /// requests. How the body came is between the client and this server.
    private static boolean isPassed(HttpField field) {
        HttpHeader header = field.getHeader();
        return field.getName().indexOf('_') < 0 && field.getName().indexOf(':') < 0 && !field.getName().equalsIgnoreCase("Proxy")
                && header != HttpHeader.CONTENT_LENGTH && header != HttpHeader.TRANSFER_ENCODING && header != HttpHeader.EXPECT;
    }

    private static void addresses(Request request, Map<String, String> variables) {
        SocketAddress client = request.getConnectionMetaData().getRemoteSocketAddress();
        variables.put("REMOTE_ADDR", "");
        if (client instanceof InetSocketAddress inet && inet.getAddress() != null) {
            variables.put("REMOTE_ADDR", AddressVariable.of(inet.getAddress()));
            variables.put("REMOTE_PORT", Integer.toString(inet.getPort()));
        }
        if (request.getConnectionMetaData().getLocalSocketAddress() instanceof InetSocketAddress inet && inet.getAddress() != null) {
            variables.put("SERVER_ADDR", AddressVariable.of(inet.getAddress()));
        }
        String server = Request.getServerName(request);
        variables.put("SERVER_NAME", server == null ? "localhost" : server);
        variables.put("SERVER_PORT", Integer.toString(Request.getServerPort(request)));
    }

    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
