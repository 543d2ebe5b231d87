package dev.reserve.http.tls;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/// TLS with the certificate and the key of two files. While it runs, it follows the files: when they have changed and fit together, new connections get
/// the new certificate; those that are open stay as they are.
public final class Certificate extends AbstractLifeCycle {

    private static final Logger LOG = System.getLogger("reserve.http");

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Path certificate;
    private final Path key;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    /// What the files were like when they were last read.
    private List<Object> read;
    private @Nullable Thread watch;

    /// Reads the files.
    ///
    /// @throws IllegalArgumentException which of them is wrong, what was found and what was expected
    public Certificate(Path certificate, Path key) {
        this.certificate = certificate;
        this.key = key;
        this.read = look();
        Identity identity = Identity.read(certificate, key);
        context.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        context.setCipherComparator(HTTP2Cipher.COMPARATOR);
        context.setRenegotiationAllowed(false);
        context.setKeyStorePassword(Identity.PASSWORD);
        context.setKeyStore(identity.store());
        warnIfExpired(identity);
    }

    /// For a connector; to be started by it.
    public SslContextFactory.Server context() {
        return context;
    }

    @Override
    protected void doStart() {
        watch = Thread.ofVirtual().name("http-certificate").start(this::follow);
    }

    @Override
    protected void doStop() {
        LockSupport.unpark(watch);
    }

    private void follow() {
        boolean done = true;
        while (isStarting() || isRunning()) {
            List<Object> found = look();
            boolean changed = !found.equals(read);
            if (changed || !done) {
                // Of two files that are being replaced one is the first: what does not fit is looked at once more before it is complained of.
                read = found;
                done = reload(!changed) || !changed;
            }
            LockSupport.parkNanos(PERIOD.toNanos());
        }
    }

    private boolean reload(boolean complain) {
        try {
            Identity identity = Identity.read(certificate, key);
            context.reload(next -> next.setKeyStore(identity.store()));
            LOG.log(Level.INFO, "{0}: new connections get the certificate {1}", certificate, identity);
            warnIfExpired(identity);
            return true;
        } catch (Exception e) { // whatever is wrong with what somebody has put there: connections go on to get what was right
            if (complain) {
                LOG.log(Level.WARNING, "{0}; the last good certificate and key hold", e.getMessage());
            }
            return false;
        }
    }

    private void warnIfExpired(Identity identity) {
        if (identity.chain().getFirst().getNotAfter().toInstant().isBefore(Instant.now())) {
            LOG.log(Level.WARNING, "{0}: the certificate has expired: {1}", certificate, identity);
        }
    }

    /// What tells a file from what it was before: its times, its size, and which file it is.
    private List<Object> look() {
        return Stream.of(certificate, key).map(Certificate::attributes).toList();
    }

    private static Object attributes(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(found.lastModifiedTime(), found.size(), String.valueOf(found.fileKey()));
        } catch (IOException e) {
            return e.getClass();
        }
    }
}
