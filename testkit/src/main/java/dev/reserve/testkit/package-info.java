/// Tests of apps: a JUnit Jupiter extension that launches an app, and gives the test a client.
///
/// [ReserveTest][dev.reserve.testkit.ReserveTest] launches it inside the test's JVM, in milliseconds.
/// [ReserveDistribution][dev.reserve.testkit.ReserveDistribution] deploys the jar, as it was built, to a server of the distribution.
///
/// Whatever waits does so up to a deadline, and then fails with an [AssertionError] that says what was expected and what came.
@NullMarked
package dev.reserve.testkit;

import org.jspecify.annotations.NullMarked;
