package dev.reserve.launcher;

import java.security.CodeSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.connect.FrameworkUtilHelper;

/// Tells which bundle a class on the class path belongs to, whose class loader does not know: for `FrameworkUtil.getBundle`, which finds this as a
/// service of the platform.
public final class BundleOfClass implements FrameworkUtilHelper {
    private static volatile @Nullable BundleContext framework;

    /// The framework of this process. There is one.
    static void in(BundleContext context) {
        framework = context;
    }

    @Override
    public Optional<Bundle> getBundle(Class<?> type) {
        BundleContext context = framework;
        CodeSource source = type.getClassLoader() == BundleOfClass.class.getClassLoader() ? type.getProtectionDomain().getCodeSource() : null;
        if (context == null || source == null || !"file".equals(source.getLocation().getProtocol())) {
            return Optional.empty();
        }
        return Optional.ofNullable(context.getBundle(ClassPathBundles.location(ClassPathBundles.file(source))));
    }
}
