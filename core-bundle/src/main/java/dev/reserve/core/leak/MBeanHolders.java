package dev.reserve.core.leak;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/// MBeans that were not unregistered, also those in a wrapper of the platform (`StandardMBean`, `RequiredModelMBean`), and listeners that were left
/// with an MBean of somebody else.
@SuppressWarnings("ReferenceEquality") // a loader is what it is; what its equals says is beside the point
final class MBeanHolders implements Holders {

    @Override
    public List<String> of(ClassLoader loader) {
        List<String> holders = new ArrayList<>();
        Reach reach = new Reach(loader);
        // The platform's own is among them if anybody has asked for it; to ask for it here would make it, with hundreds of classes that stay.
        for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
            Optional<Object> repository = Opened.field(server.getClass(), "mbsInterceptor", server)
                    .flatMap(inner -> Opened.field(inner.getClass(), "repository", inner));
            for (ObjectName name : server.queryNames(null, null)) {
                try {
                    if (server.getClassLoaderFor(name) == loader) {
                        holders.add("MBean " + name + ": a " + server.getObjectInstance(name).getClassName());
                        continue;
                    }
                } catch (InstanceNotFoundException e) {
                    continue; // unregistered just now
                }
                repository.flatMap(all -> Opened.call(all.getClass(), all, "retrieve", name))
                        .ifPresent(bean -> reach.check("MBean " + name, bean, holders));
            }
        }
        return holders;
    }
}
