package dev.reserve.testkit;

import java.lang.annotation.Annotation;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/// Finds what is annotated on tests.
final class Annotations {

    private Annotations() {}

    /// That of the test's method.
    static <A extends Annotation> Optional<A> ofMethod(ExtensionContext context, Class<A> type) {
        return AnnotationSupport.findAnnotation(context.getTestMethod(), type);
    }

    /// That of the test's class, or else of the one that it is nested in.
    static <A extends Annotation> Optional<A> ofClass(ExtensionContext context, Class<A> type) {
        for (Class<?> each = context.getTestClass().orElse(null); each != null; each = each.getEnclosingClass()) {
            Optional<A> found = AnnotationSupport.findAnnotation(each, type);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
