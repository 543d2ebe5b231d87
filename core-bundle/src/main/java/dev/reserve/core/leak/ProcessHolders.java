package dev.reserve.core.leak;

import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Settings that there are once in a process: security providers, defaults of `java.net`, the standard streams, system properties.
final class ProcessHolders implements Holders {

    @Override
    public List<String> of(ClassLoader loader) {
        List<String> holders = new ArrayList<>();
        Reach reach = new Reach(loader);
        for (Provider provider : Security.getProviders()) {
            reach.check("security provider " + provider.getName(), provider, holders);
        }
        reach.check("default uncaught exception handler", Thread.getDefaultUncaughtExceptionHandler(), holders);
        reach.check("default authenticator", Authenticator.getDefault(), holders);
        reach.check("default proxy selector", ProxySelector.getDefault(), holders);
        reach.check("default cookie handler", CookieHandler.getDefault(), holders);
        reach.check("default response cache", ResponseCache.getDefault(), holders);
        reach.check("System.out", System.out, holders);
        reach.check("System.err", System.err, holders);
        reach.check("System.in", System.in, holders);
        Map<Object, Object> properties = Map.copyOf(System.getProperties());
        properties.forEach((key, value) -> reach.check("system property " + key, value, holders));
        return holders;
    }
}
