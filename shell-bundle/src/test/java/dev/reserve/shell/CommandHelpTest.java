package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.shell.CommandHelp.Option;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandHelpTest {

    @Test
    void optionsAndArgumentsAreFound() {
        CommandHelp help = CommandHelp.parse("deploy", """
                deploy: puts a file into the deploy folder

                  deploy [--wait[=settled]] [--as NAME] FILE [APP…]

                  FILE              a jar; a path
                  APP               the app
                  --wait[=settled]  waits until it serves
                  --as NAME         under another name
                  --help            this text

                More of it: deploy FILE, and --frobnicate.
                """);
        assertEquals(List.of("FILE", "APP"), help.arguments());
        assertEquals(List.of(new Option("--wait", null, "waits until it serves"), new Option("--as", "NAME", "under another name"),
                new Option("--help", null, "this text")), help.options());
    }

    @Test
    void otherTextHasNone() {
        assertEquals(new CommandHelp(List.of(), List.of()), CommandHelp.parse("x", "no such thing\n\0\n--"));
        assertEquals(new CommandHelp(List.of(), List.of()), CommandHelp.parse("x", ""));
    }
}
