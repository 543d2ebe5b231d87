package dev.reserve.core.osgi;

import dev.reserve.core.admin.Status;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.util.tracker.ServiceTracker;

/// Publishes changes of state by the Event Admin, if there is one: topics `dev/reserve/version/CURRENT`, `dev/reserve/artifact/REJECTED` and so on,
/// with the properties `name`, `app`, `from`, `to`, `timestamp` and `reason`. Delivery is asynchronous.
final class EventPublisher implements Consumer<Status.Transition>, AutoCloseable {

    private final ServiceTracker<EventAdmin, EventAdmin> admin;

    EventPublisher(BundleContext context) {
        this.admin = new ServiceTracker<>(context, EventAdmin.class, null);
        admin.open();
    }

    @Override
    public void accept(Status.Transition transition) {
        EventAdmin service = admin.getService();
        if (service == null) {
            return;
        }
        Map<String, Object> properties = new HashMap<>(
                Map.of("name", transition.name(), "from", transition.from(), "to", transition.to(), "timestamp",
                        transition.at().toEpochMilli()));
        if (transition.app() != null) {
            properties.put("app", transition.app());
        }
        if (transition.reason() != null) {
            properties.put("reason", transition.reason());
        }
        String state = transition.to().toUpperCase(Locale.ROOT).replace(' ', '_');
        service.postEvent(new Event("dev/reserve/" + transition.kind() + "/" + state, properties));
    }

    @Override
    public void close() {
        admin.close();
    }
}
