package dev.reserve.benchmarks.peer;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/// Tomcat: one servlet, on a thread of its pool for each request, whatever is asked for.
public final class TomcatPeer {

    /// More than any measurement opens.
    private static final int CONNECTIONS = 200_000;

    private TomcatPeer() {}

    public static void main(String... arguments) throws Exception {
        Hello hello = Hello.parse(arguments);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Path.of("").toAbsolutePath().toString());
        tomcat.setPort(hello.port());
        Connector connector = tomcat.getConnector();
        connector.setProperty("acceptCount", Integer.toString(Hello.BACKLOG));
        connector.setProperty("maxConnections", Integer.toString(CONNECTIONS));
        connector.setProperty("maxKeepAliveRequests", "-1");
        connector.setProperty("keepAliveTimeout", Long.toString(Hello.IDLE.toMillis()));
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "hello", new Greeting());
        context.addServletMapping("/", "hello");
        tomcat.start();
        tomcat.getServer().await();
    }

    private static final class Greeting extends HttpServlet {

        private static final long serialVersionUID = 1;

        private final byte[] text = Hello.text();

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType(Hello.TYPE);
            response.setContentLength(text.length);
            response.getOutputStream().write(text);
        }
    }
}
