package dev.reserve.shell;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuditTest {

    private static final Caller ROOT = new Caller(0, "root", null);

    @TempDir
    private Path directory;

    private AuditLog log = new AuditLog(Path.of(""));
    private Audit audit = new Audit(log, _ -> false);

    @BeforeEach
    void open() {
        log = new AuditLog(directory.resolve("audit.log"), 500, InstantSource.fixed(Statuses.SINCE));
        audit = new Audit(log, List.of("status", "watch")::contains);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "reserve:status --json", "lb", "felix:headers 3", "status; lb | grep x", "scr:list",
        "rollback --help",
        "frameworklevel", "help rollback", "watch { status }", "", "status {", "STATUS"})
    void whatOnlyShowsSomethingIsNotNoted(String line) {
        assertFalse(audit.changes(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollback shop", "reserve:rollback shop", "status; rollback shop", "status | tee x", "watch { rollback shop }",
        "echo (stop 3)", "x = 3", "status = { stop 3 }", "lb > file", "$x", "stop 3", "other:status", "frameworklevel 20"})
    void whatMayChangeSomethingIsNoted(String line) {
        assertTrue(audit.changes(line));
    }

    @Test
    void anEntryIsMadeBeforeACommandRunsAndAnotherIfItFails() throws IOException {
        audit.beforeExecute(Fakes.session(), "rollback shop");
        assertNull(log.entries().getLast().failed());
        audit.afterExecute(Fakes.session(), "rollback shop", new CommandFailure(1, "nothing to go back to"));
        assertEquals(2, log.entries().size());
        assertEquals("nothing to go back to", log.entries().getLast().failed());
        assertEquals("rollback shop", log.entries().getLast().line());
        assertEquals(Statuses.SINCE, log.entries().getLast().at());
    }

    @Test
    void theUserOfTheSessionIsNoted() throws Exception {
        Thread session = Thread.ofPlatform().start(() -> {
            Caller.become(() -> "root");
            Thread.ofPlatform().start(() -> audit.beforeExecute(Fakes.session(), "rollback shop")); // Gogo runs parts of a line on threads of its own
        });
        session.join();
        await().until(() -> !log.entries().isEmpty());
        assertEquals("root", log.entries().getFirst().user());
        assertEquals(0, log.entries().getFirst().uid());
    }

    @Test
    void onWhoseBehalfTheUserActsIsNotedBesideTheUser() throws Exception {
        Thread session = Thread.ofPlatform().start(() -> {
            Caller.become(() -> "root");
            Caller.actFor("ssh alice SHA256:abc");
            audit.beforeExecute(Fakes.session(), "rollback shop");
        });
        session.join();
        assertEquals(new AuditLog.Entry(Statuses.SINCE, 0, "root", "ssh alice SHA256:abc", "rollback shop", null),
                log.entries().getFirst());
    }

    @Test
    void entriesFromBeforeThereWasSuchAKeyAreRead() throws IOException {
        Files.writeString(log.file(),
                "{\"at\":\"" + Statuses.SINCE + "\",\"uid\":0,\"user\":\"root\",\"line\":\"rollback a\",\"failed\":null}\n");
        assertEquals(List.of(new AuditLog.Entry(Statuses.SINCE, 0, "root", null, "rollback a", null)), log.entries());
    }

    @Test
    void secretsAreLeftOut() throws IOException {
        log.append(ROOT, "bind web shop --password hunter2 db=postgres://joe:hunter3@db/x", null);
        assertFalse(Files.readString(log.file()).contains("hunter"), Files.readString(log.file()));
    }

    @Test
    void theFileIsForItsOwnerAlone() throws IOException {
        log.append(ROOT, "rollback shop", null);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(log.file())));
    }

    @Test
    void aLongFileIsPutAsideOnce() throws IOException {
        for (int i = 0; i < 100; i++) {
            log.append(ROOT, "rollback " + i, null);
        }
        assertTrue(Files.size(log.file()) < 1000 && Files.size(log.older()) < 1000);
        try (var files = Files.list(directory)) {
            assertEquals(2, files.count());
        }
        assertEquals("rollback 99", log.entries().getLast().line());
    }

    @Test
    void linesThatAreNoEntriesAreLeftOut() throws IOException {
        log.append(ROOT, "rollback a", null);
        Files.writeString(log.file(), "{\"at\":\"20\n[]\n{}\nnull\n\n", StandardOpenOption.APPEND);
        log.append(ROOT, "rollback b", null);
        assertEquals(List.of("rollback a", "rollback b"), log.entries().stream().map(AuditLog.Entry::line).toList());
    }

    @Test
    void whatCannotBeWrittenStopsNobody() {
        AuditLog nowhere = new AuditLog(directory.resolve("gone/audit.log"));
        nowhere.append(ROOT, "rollback a", null);
        assertNotNull(nowhere.file());
    }
}
