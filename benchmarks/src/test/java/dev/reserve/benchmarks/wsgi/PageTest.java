package dev.reserve.benchmarks.wsgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PageTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void onlyTheRightAnswerWillDo() {
        assertTrue(Page.HELLO.expects(bytes("hello\n")));
        assertFalse(Page.HELLO.expects(bytes("hello")));
        assertTrue(Page.POST.expects(Page.POST.posted()));
        assertFalse(Page.POST.expects(bytes("x".repeat(10_239))));
        assertFalse(Page.GET.expects(bytes("y".repeat(10_240))));
        assertTrue(Page.FLASK.expects(bytes("<!doctype html>\n<ul>\n<li><a href=\"/items/20\">item &lt;20&gt;</a></li>\n</ul>\n")));
        assertFalse(Page.FLASK.expects(bytes("<!doctype html>\n<title>500 Internal Server Error</title>")));
    }

    @Test
    void onlySleepersGetAsManyThreadsAsThereAreClients() {
        assertEquals(1, Page.HELLO.threads());
        assertEquals(List.of(64, 256), Page.HELLO.connections(List.of(64, 256)));
        assertEquals(512, Page.SLEEP.threads());
        assertEquals(List.of(512), Page.SLEEP.connections(List.of(64, 256)));
    }

    @ParameterizedTest
    @EnumSource
    void eachIsInTheApplication(Page page) throws IOException {
        try (InputStream in = PythonFiles.class.getResourceAsStream(page.module() + ".py")) {
            String source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(source.contains("def " + page.attribute() + "(environ, start_response):")
                    || source.contains("\n" + page.attribute() + " = Flask("), page.attribute());
        }
    }
}
