package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.TlsFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `http --tls CERT KEY`.
class HttpTlsIT {

    private static final List<String> RSA = List.of("-newkey", "rsa:2048");

    private Path directory = Path.of("");
    /// Started by each test once it has its files; there is none if openssl is missing.
    @SuppressWarnings("NullAway.Init")
    private ServerProcess server;

    @BeforeEach
    void home(@TempDir Path home) {
        directory = home;
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void start(TlsFiles files) {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "http", "--tls", files.certificate().toString(),
                files.key().toString());
        HttpAppJar.answering("shop", "shop")
                .blocking("""
                Request.asInputStream(request).readAllBytes();
                text(response, callback, request.getHttpURI().getScheme() + " " + request.isSecure());
                """)
                .dropInto(server.deploy(), "shop.jar");
        server.awaitThat("it serves", () -> curl().equals("https true"));
    }

    private String curl(String... options) {
        List<String> command = new ArrayList<>(List.of(Peer.program("curl"), "-sk", "https://localhost:" + port() + "/shop/", "--resolve",
                "localhost:" + port() + ":127.0.0.1"));
        command.addAll(List.of(options));
        return ServerProcess.run(directory, command, Map.of()).output();
    }

    private int port() {
        return ((InetSocketAddress) server.address("web")).getPort();
    }

    @Test
    void itSpeaksHttp2AndHttp1OverTls12And13() {
        start(TlsFiles.make(directory, "server", "localhost"));
        String version = "%{http_version}";
        assertEquals("https true2", curl("--http2", "-w", version));
        assertEquals("https true1.1", curl("--http1.1", "-w", version));
        assertEquals("https true1.1", curl("--no-alpn", "-w", version));
        assertEquals("https true2", curl("--tlsv1.2", "--tls-max", "1.2", "-w", version));
        assertEquals("https true2", curl("--tlsv1.3", "-w", version));
        assertEquals("000", curl("--tlsv1.0", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0", "-w", "%{http_code}"));
        // what is not TLS at all ends, and nothing in the log comes of it
        assertEquals("000",
                ServerProcess.run(directory, List.of(Peer.program("curl"), "-s", "-w", "%{http_code}", "http://localhost:" + port()
                        + "/shop/"), Map.of()).output());
        assertFalse(server.log().contains("WARN"), server.log());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS #8 RSA", "PKCS #1 RSA", "SEC 1", "PKCS #8 EdDSA", "one file"})
    void keysOfManyFormsWillDo(String form) throws IOException {
        TlsFiles files = switch (form) {
            case "PKCS #8 RSA" -> TlsFiles.make(directory, "server", RSA, "localhost");
            case "PKCS #1 RSA" -> {
                TlsFiles made = TlsFiles.make(directory, "server", RSA, "localhost");
                TlsFiles.openssl(directory, List.of("rsa", "-traditional", "-in", made.key().toString(), "-out", made.key() + ".1"));
                yield new TlsFiles(made.certificate(), Path.of(made.key() + ".1"));
            }
            case "SEC 1" -> {
                TlsFiles made = TlsFiles.make(directory, "server", "localhost");
                TlsFiles.openssl(directory, List.of("ec", "-in", made.key().toString(), "-out", made.key() + ".1"));
                yield new TlsFiles(made.certificate(), Path.of(made.key() + ".1"));
            }
            case "PKCS #8 EdDSA" -> TlsFiles.make(directory, "server", List.of("-newkey", "ed25519"), "localhost");
            default -> {
                TlsFiles made = TlsFiles.make(directory, "server", "localhost");
                Path one = Files.writeString(directory.resolve("one.pem"),
                        "who it is\n" + Files.readString(made.key()) + Files.readString(made.certificate()));
                yield new TlsFiles(one, one);
            }
        };
        assertTrue(!form.matches("PKCS #1.*|SEC.*") || Files.readString(files.key()).matches("(?s).*BEGIN (RSA|EC) PRIVATE KEY.*"));
        start(files);
    }

    @Test
    void anotherCertificateIsForNewConnectionsOnceItFitsItsKey() throws Exception {
        TlsFiles files = TlsFiles.make(directory, "server", "localhost");
        TlsFiles next = TlsFiles.make(directory, "next", "localhost", "other.example");
        X509Certificate[] seen = new X509Certificate[1];
        start(files);
        try (SSLSocket kept = connect(seen)) {
            X509Certificate first = seen[0];
            assertEquals("https true", get(kept));
            TlsFiles.replace(files.certificate(), next.certificate());
            server.awaitLog("server.key is not the key of the first certificate in");
            server.awaitLog("; the last good certificate and key hold");
            connect(seen).close();
            assertEquals(first, seen[0]);
            TlsFiles.replace(files.key(), next.key());
            server.awaitThat("new connections get the other certificate", () -> {
                connect(seen).close();
                return !first.equals(seen[0]);
            });
            assertEquals("https true", get(kept));
            Files.delete(files.key());
            server.awaitLog("server.key is not there");
            assertEquals("https true", curl());
            assertEquals("https true", get(kept));
        }
    }

    @Test
    void deadlinesHoldOverTlsToo() throws Exception {
        start(TlsFiles.make(directory, "server", "localhost"));
        server.configure("reserve.http.cfg", "header.timeout=1", "body.timeout=1", "idle.timeout=3", "uri.bytes=20");
        server.awaitThat("the limits hold", () -> curl("-o", "/dev/null", "-w", "%{http_code}", "https://localhost:" + port()
                + "/shop/a-path-that-is-longer-than-that").endsWith("414"));
        X509Certificate[] seen = new X509Certificate[1];
        try (SSLSocket slow = connect(seen)) {
            slow.getOutputStream().write("GET /shop/ HT".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 408 ") && answer.endsWith("\r\n\r\n408 Request Timeout\n"), answer);
        }
        try (SSLSocket slow = connect(seen)) {
            slow.getOutputStream()
                    .write("POST /shop/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 408 ") && answer.endsWith("\r\n\r\n408 Request Timeout\n"), answer);
        }
        try (Socket handshake = new Socket("localhost", port())) {
            handshake.getOutputStream().write(new byte[]{22, 3, 1, 2, 0}); // a record of 512 bytes is to follow
            assertEquals(-1, handshake.getInputStream().read());
        }
        try (SSLSocket idle = connect(seen)) {
            assertEquals("https true", get(idle));
            assertEquals(-1, idle.getInputStream().read());
        }
    }

    @ParameterizedTest
    @CsvSource({"--http1.1", "--http2"})
    void aRequestForAHostThatTheConnectionIsNotForIsMisdirected(String version) {
        start(TlsFiles.make(directory, "server", "localhost", "*.shop.example"));
        String[] code = {version, "-o", "/dev/null", "-w", "%{http_code}", "-H"};
        assertEquals("421", curl(with(code, "Host: other.example")));
        assertEquals("200", curl(with(code, "Host: a.shop.example")));
        assertEquals("200", curl(with(code, "Host: LOCALHOST")));
        server.configure("reserve.http.cfg", "proxy.trusted=127.0.0.0/8", "uri.bytes=20");
        server.awaitThat("the proxy is trusted", () -> curl("-o", "/dev/null", "-w", "%{http_code}", "https://localhost:" + port()
                + "/shop/a-path-that-is-longer-than-that").endsWith("414"));
        assertEquals("200", curl(with(code, "X-Forwarded-Host: other.example"))); // the connection is for the proxy
        assertEquals("421", curl(with(code, "Host: other.example")));
        // asked for that host when it connected, and was content with the certificate
        List<String> content = List.of(Peer.program("curl"), "-sk", version, "-o", "/dev/null", "-w", "%{http_code}", "--connect-to",
                "::127.0.0.1:" + port(), "https://other.example/shop/");
        assertEquals("200", ServerProcess.run(directory, content, Map.of()).output());
    }

    private static String[] with(String[] options, String... more) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "no certificate", "encrypted", "another's", "no key"})
    void aBadPairIsRejectedWithWhatIsWrong(String what) throws IOException {
        TlsFiles good = TlsFiles.make(directory, "server", "localhost");
        TlsFiles files = switch (what) {
            case "missing" -> new TlsFiles(directory.resolve("none.crt"), good.key());
            case "no certificate" -> new TlsFiles(good.key(), good.key());
            case "encrypted" -> {
                TlsFiles.openssl(directory,
                        List.of("pkey", "-in", good.key().toString(), "-aes128", "-passout", "pass:x", "-out", "secret.key"));
                yield new TlsFiles(good.certificate(), directory.resolve("secret.key"));
            }
            case "another's" -> new TlsFiles(good.certificate(), TlsFiles.make(directory, "other", "localhost").key());
            default -> new TlsFiles(good.certificate(), good.certificate());
        };
        String expected = switch (what) {
            case "missing" -> "none.crt is not there; expected a PEM file";
            case "no certificate" -> "server.key: no certificate in it; expected a PEM file: -----BEGIN CERTIFICATE-----";
            case "encrypted" ->
                "secret.key: the private key is encrypted; expected one without a passphrase. This makes one: openssl pkey -in KEY -out PLAIN";
            case "another's" -> "other.key is not the key of the first certificate in " + directory.resolve("server.crt")
                    + " (CN=localhost); expected a pair";
            default -> "server.crt: no private key in it; expected one: -----BEGIN PRIVATE KEY-----";
        };
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "http", "--tls", files.certificate().toString(),
                files.key().toString());
        server.awaitLog(expected);
    }

    private SSLSocket connect(X509Certificate[] seen) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[]{new Seen(seen)}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port());
        socket.startHandshake();
        return socket;
    }

    private static String get(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET /shop/ HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String body = "";
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            body = line;
        }
        char[] chars = new char["https true".length()];
        return in.read(chars) == chars.length ? new String(chars) : body;
    }

    /// Trusts everybody, and remembers whom.
    private static final class Seen extends X509ExtendedTrustManager {

        private final X509Certificate[] seen;

        Seen(X509Certificate[] seen) {
            this.seen = seen;
        }

        private void see(X509Certificate[] chain) {
            seen[0] = chain[0];
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            see(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            see(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            see(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
