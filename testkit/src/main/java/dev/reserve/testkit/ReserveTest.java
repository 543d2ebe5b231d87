package dev.reserve.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Launches an app for each test, inside the test's JVM, on a real listener. The engine is the server's own; OSGi is not there.
///
/// ```java
/// @ReserveTest(app = Greeter.class, args = "hello")
/// class GreeterTest {
///
///     @Test
///     void greetsByName(Client client) {
///         client.send("Ann\n").expect("hello Ann\n");
///     }
///
///     @Test
///     void aSwapLosesNothing(AppServer server) throws Exception {
///         try (Load load = server.load(4, client -> client.send("Ann\n").expect("hello Ann\n"))) {
///             load.await(100);
///             server.swap(Greeter.class, "hello");
///             load.await(100);
///         }
///         server.assertNothingLost();
///     }
/// }
/// ```
///
/// Parameters of the test, and of its methods with `@BeforeEach` and `@AfterEach`, may be:
///
/// | type | what it is |
/// |---|---|
/// | [Client] | a connection of its own, open already |
/// | [AppServer], [TestServer] | the listener and what serves it |
/// | [java.net.URI] | of the root, for sub-apps of `http` over TCP |
/// | [java.net.http.HttpClient] | for them, shared within the test |
///
/// All of them are closed after the test. On a method, the annotation goes before that of its class. The app is launched before the test's own `@BeforeEach`; what
/// the launch throws fails the test.
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(ReserveTestExtension.class)
public @interface ReserveTest {

    /// The app: a class that implements [dev.reserve.app.ReserveApp] or `dev.reserve.http.HttpApp`, with a constructor without parameters.
    Class<?> app();

    /// What it is launched with.
    String[] args() default {};

    /// Where it listens.
    Transport transport() default Transport.TCP;

    /// How many seconds anything may take that the test waits for; 1 or more. It bounds what fails, and does not slow down what succeeds.
    int deadlineSeconds() default 10;
}
