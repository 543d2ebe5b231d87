package dev.reserve.ssh;

import dev.reserve.core.hosting.ConfigurationKind;
import dev.reserve.core.hosting.Host;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/// Has `reserve.ssh.cfg` read. The SSH library is not touched before there is such a file.
public final class Activator implements BundleActivator {

    private @Nullable SshAccess access;

    @Override
    public void start(BundleContext context) {
        ServiceReference<Host> reference = context.getServiceReference(Host.class);
        if (reference == null) {
            throw new IllegalStateException("ssh needs a service " + Host.class.getName() + ": the core, started before it");
        }
        SshAccess started = new SshAccess(Path.of(String.valueOf(context.getProperty("reserve.data"))).toAbsolutePath());
        access = started;
        context.getService(reference).configure(new ConfigurationKind<>(SshSettings.TABLE, (_, keys) -> SshSettings.of(keys),
                (_, settings) -> started.open(settings), _ -> started.close()));
    }

    @Override
    public void stop(BundleContext context) throws InterruptedException {
        SshAccess started = access;
        if (started != null) {
            started.end();
        }
    }
}
