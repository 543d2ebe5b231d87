package dev.reserve.example.redis;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import java.time.InstantSource;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/// The app `redis`: a key-value store in memory, for clients of Redis. Its data outlives its versions.
///
/// The data is a map, made of the JDK's classes alone, and a service. A version that starts takes it over from the version that is there, and registers it too; from
/// then on both work on the one map: the old version for the connections that it still has, the new one for all others. When the old one goes, the new one's
/// registration is still there for the next.
public final class Redis implements BundleActivator, ReserveApp {

    /// Service property of the data. Its value is the layout of the map: a version that knows another one registers that as well, and converts.
    private static final String DATA = "dev.reserve.example.redis.data";
    private static final String LAYOUT = "1";

    private volatile Map<String, Object> data;

    /// With no data yet.
    public Redis() {
        this(new HashMap<>());
    }

    /// @param data handed over, or empty
    Redis(Map<String, Object> data) {
        this.data = data;
    }

    @Override
    public void start(BundleContext context) throws InvalidSyntaxException {
        ServiceReference<?>[] there = context.getServiceReferences(Map.class.getName(), "(" + DATA + "=" + LAYOUT + ")");
        if (there != null) {
            data = takeOver(context, there[0]);
        }
        context.registerService(Map.class.getName(), data, properties(DATA, LAYOUT));
        context.registerService(ReserveApp.class, this, properties(ReserveApp.NAME, "redis"));
    }

    /// The layout says what is in the map.
    @SuppressWarnings("unchecked")
    private Map<String, Object> takeOver(BundleContext context, ServiceReference<?> there) {
        Map<String, Object> before = (Map<String, Object>) context.getService(there);
        return before == null ? data : before; // it may have gone this moment
    }

    private static Dictionary<String, ?> properties(String name, String value) {
        return FrameworkUtil.asDictionary(Map.of(name, value));
    }

    /// The framework takes the registrations back by itself.
    @Override
    public void stop(BundleContext context) {}

    @Override
    public ConnectionHandler launch(String... args) {
        Settings settings = Settings.parse(args);
        Keyspace keyspace = new Keyspace(data, settings.maxMemory(), InstantSource.system());
        return new Sessions(new Commands(keyspace), settings.timeout());
    }
}
