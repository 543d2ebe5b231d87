package dev.reserve.example.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.reserve.testkit.AppServer;
import dev.reserve.testkit.Client;
import dev.reserve.testkit.Draining;
import dev.reserve.testkit.ReserveTest;
import org.junit.jupiter.api.Test;

@ReserveTest(app = Chat.class, args = "den")
class ChatTest {

    @Test
    void membersStayInTheirRoomWhenAnotherOneTakesOver(AppServer server) throws Exception {
        Client ann = enter(server, "ann");
        Client bob = enter(server, "bob");
        ann.expect("* bob is here\n");
        Draining room = server.swap(Chat.class, "den");
        ann.expect("* this room is moving: please reconnect when you can\n").send("still here\n");
        bob.expect("* this room is moving: please reconnect when you can\n<ann> still here\n");
        enter(server, "ann").close(); // in the new room, where nobody has that name
        assertFalse(room.ended());
        ann.close();
        bob.expect("* ann has left\n").close();
        assertEquals(0, room.await());
        server.assertNothingLost();
    }

    @Test
    void aLongLineIsCutAndTheNextOneIsWhole(AppServer server) {
        Client ann = enter(server, "ann");
        Client bob = enter(server, "bob");
        bob.send("x".repeat(3000) + "\nhello\n");
        ann.expect("* bob is here\n<bob> " + "x".repeat(1000) + "\n<bob> hello\n");
    }

    @Test
    void aSecondArgumentIsRefused(AppServer server) {
        assertThrows(IllegalArgumentException.class, () -> server.swap(Chat.class, "den", "attic"));
    }

    private static Client enter(AppServer server, String name) {
        // The last answer comes when the name is known.
        return server.connect().expect("* welcome to den! What is your name?\n").send(name + "\n/nick \n")
                .expect("* a name has 1 to 20 characters\n");
    }
}
