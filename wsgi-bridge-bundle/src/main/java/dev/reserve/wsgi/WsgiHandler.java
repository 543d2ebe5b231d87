package dev.reserve.wsgi;

import dev.reserve.http.spi.AnswersElsewhere;
import dev.reserve.wsgi.crew.Crew;
import dev.reserve.wsgi.link.Call;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Brings requests to a crew of workers. Waits for nothing.
final class WsgiHandler extends Handler.Abstract.NonBlocking implements AnswersElsewhere {

    private final Crew crew;

    WsgiHandler(Crew crew) {
        this.crew = crew;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!Call.isFit(request)) {
            Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
            return true;
        }
        String path = request.getContext().getContextPath();
        new Intake(crew, request, response, callback, path == null ? "/" : path).begin();
        return true;
    }

    @Override
    public Optional<String> ailment() {
        return crew.ailment();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        crew.close();
    }
}
