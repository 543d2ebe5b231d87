package dev.reserve.core.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.reserve.core.configuration.Keys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BindingTest {

    private static Binding of(Map<String, String> properties) {
        return Binding.of("web", new Keys(Binding.TABLE, properties));
    }

    @Test
    void readsAllKeys() {
        Binding binding = of(Map.of("listener", "web", "app", "echo", "args", "a 'b c'", "drain.timeout.seconds", "1.5"));
        assertEquals(new Binding("web", "web", "echo", List.of("a", "b c"), Optional.of(Duration.ofMillis(1500))), binding);
    }

    @Test
    void argumentsAndDrainTimeoutAreOptional() {
        assertEquals(new Binding("web", "web", "echo", List.of(), Optional.empty()),
                of(Map.of("listener", "web", "app", " echo ")));
    }

    @Test
    void anErrorSaysWhatWasFoundAndWhatWasExpected() {
        assertEquals("the key app is missing; expected app=NAME", message(Map.of("listener", "web")));
        assertEquals("the key listener is missing; expected listener=NAME", message(Map.of("listener", " ", "app", "echo")));
        assertEquals("unknown key lstener (did you mean listener?)",
                message(Map.of("lstener", "web", "app", "echo")));
        assertEquals("unknown key zzz; expected one of app, args, drain.timeout.seconds, listener",
                message(Map.of("listener", "web", "app", "echo", "zzz", "")));
        assertEquals("args: the quote ' at column 1 is not closed in: 'a", message(Map.of("listener", "web", "app", "echo", "args", "'a")));
        assertEquals("drain.timeout.seconds=-1; expected a number of seconds, such as 30 or 0.5",
                message(Map.of("listener", "web", "app", "echo", "drain.timeout.seconds", "-1")));
    }

    private static String message(Map<String, String> properties) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> of(properties)).getMessage());
    }
}
