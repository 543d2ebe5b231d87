package dev.reserve.example.weekday

import dev.reserve.http.HttpApp
import org.eclipse.jetty.http.HttpHeader
import org.eclipse.jetty.http.HttpStatus
import org.eclipse.jetty.io.Content
import org.eclipse.jetty.server.Handler
import org.eclipse.jetty.server.Request
import org.eclipse.jetty.server.Response
import org.eclipse.jetty.util.Callback
import java.time.LocalDate
import java.time.format.TextStyle
import java.util.Locale

/**
 * The sub-app `weekday` of `http`: says on which day of the week a date falls. `GET /weekday/1969-07-20` is answered with `Sunday`.
 *
 * Its argument, if there is one, is the language: `weekday fr`.
 *
 * `META-INF/services/dev.reserve.http.HttpApp` names this class; Reserve makes one object of it.
 */
class Weekday : HttpApp {

    override fun launch(vararg args: String): Handler {
        require(args.size <= 1) { "${args.size} arguments; expected at most one, a language such as fr" }
        return Answers(args.firstOrNull()?.let(Locale::forLanguageTag) ?: Locale.ENGLISH)
    }

    /** Runs on the thread that reads from the network, so it must not wait. */
    private class Answers(private val language: Locale) : Handler.Abstract.NonBlocking() {

        override fun handle(request: Request, response: Response, callback: Callback): Boolean {
            val text = Request.getPathInContext(request).substringAfterLast('/')
            val answer = runCatching { LocalDate.parse(text) }.map { it.dayOfWeek.getDisplayName(TextStyle.FULL, language) }
            response.status = if (answer.isSuccess) HttpStatus.OK_200 else HttpStatus.BAD_REQUEST_400
            response.headers.put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8")
            Content.Sink.write(response, true, answer.getOrElse { "\"$text\" is no date; expected one like 1969-07-20" } + "\n", callback)
            return true
        }
    }
}
