package dev.reserve.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Starts a server of the distribution for a test class, deploys the app's jar to it as it was built, and waits until it serves. So the manifest, the
/// imports and the service are tested as well.
///
/// ```java
/// @ReserveDistribution(jar = "target/greeter-*.jar")
/// class GreeterIT {
///
///     @Test
///     void greetsByName(Client client) {
///         client.send("Ann\n").expect("hello Ann\n");
///     }
/// }
/// ```
///
/// Run it after the jar has been packed: in Maven, with the Failsafe plugin. The parameters are those of [ReserveTest], with [DistributionServer] in place
/// of [AppServer], and on a class also those of `@BeforeAll`. On a class, its tests share the server; on a method, the test has one of its own. The server has empty `deploy` and `data` directories of its
/// own; after the tests it is killed, and they are removed.
///
/// The distribution is found by the system property `reserve.home`, or the environment variable `RESERVE_HOME`.
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(ReserveDistributionExtension.class)
public @interface ReserveDistribution {

    /// The jar: a path, relative to the working directory, whose last name may have `*` in it, which exactly one file has to match. Those of sources and of Javadoc
    /// do not count. None is deployed if it is empty; then the command names an app of the distribution.
    String jar() default "target/*.jar";

    /// What follows `reserve` on the command line: an app and its arguments, or `http` and a sub-app with its arguments. If it is empty, the only app
    /// in the jar serves.
    String[] command() default {};

    /// Where it listens.
    Transport transport() default Transport.TCP;

    /// How many seconds anything may take that the test waits for, the start of the server included; 1 or more.
    int deadlineSeconds() default 60;
}
