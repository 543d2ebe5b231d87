package dev.reserve.testkit;

import dev.reserve.core.socket.ListenAddress;
import dev.reserve.testkit.process.Deadline;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// What is behind [ReserveTest].
final class ReserveTestExtension implements BeforeEachCallback, ParameterResolver {

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        ReserveTest test = Annotations.ofMethod(context, ReserveTest.class).or(() -> Annotations.ofClass(context, ReserveTest.class))
                .orElseThrow();
        Fixture.open(context, test.deadlineSeconds(), (directory, deadline) -> launch(test, directory, deadline));
    }

    private static AppServer launch(ReserveTest test, Path directory, Deadline deadline) throws Exception {
        String address = test.transport().address(directory);
        AppServer server = AppServer.open(ListenAddress.parse(address).bind(), test.app(), deadline);
        try {
            server.swap(test.app(), test.args());
            return server;
        } catch (Throwable t) {
            server.close();
            throw t;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Fixture.of(context).isPresent() && Fixture.supports(parameter, AppServer.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Fixture.of(context).orElseThrow().argument(parameter.getParameter().getType());
    }
}
