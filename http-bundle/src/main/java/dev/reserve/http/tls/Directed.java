package dev.reserve.http.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.util.ssl.X509;

/// Whether a request has come over a connection for its host (RFC 9110 §7.4).
public final class Directed {

    private Directed() {}

    /// Whether a client asked for another host when it connected, and the certificate that it got does not hold for this one either. A client that asked for this host, or did
    /// not say, has seen the certificate and gone on: that is its own affair.
    public static boolean elsewhere(SSLSession session, String host) {
        if (!(session instanceof ExtendedSSLSession extended) || extended.getRequestedServerNames().isEmpty()) {
            return false;
        }
        for (SNIServerName asked : extended.getRequestedServerNames()) {
            if (asked instanceof SNIHostName name && name.getAsciiName().equalsIgnoreCase(host)) {
                return false;
            }
        }
        Certificate[] own = session.getLocalCertificates();
        return own == null || own.length == 0 || !(own[0] instanceof X509Certificate certificate)
                || !new X509("server", certificate).matches(host);
    }
}
