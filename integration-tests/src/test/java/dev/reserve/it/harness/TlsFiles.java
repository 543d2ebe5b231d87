package dev.reserve.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A certificate and its key, as PEM files that openssl makes.
public record TlsFiles(Path certificate, Path key) {

    /// A pair for some names, the first of them the subject.
    ///
    /// @param algorithm as `openssl req -newkey` has it
    public static TlsFiles make(Path directory, String file, List<String> algorithm, String... names) {
        TlsFiles made = new TlsFiles(directory.resolve(file + ".crt"), directory.resolve(file + ".key"));
        List<String> command = new ArrayList<>(List.of("req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=" + names[0], "-addext",
                "subjectAltName=DNS:" + String.join(",DNS:", names), "-out", made.certificate.toString(), "-keyout", made.key.toString()));
        command.addAll(algorithm);
        openssl(directory, command);
        return made;
    }

    /// On an elliptic curve, which is made quickly.
    public static TlsFiles make(Path directory, String file, String... names) {
        return make(directory, file, List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"), names);
    }

    /// Runs openssl.
    public static void openssl(Path directory, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Peer.program("openssl")));
        command.addAll(arguments);
        ServerProcess.Outcome outcome = ServerProcess.run(directory, command, Map.of());
        if (outcome.exit() != 0) {
            throw new AssertionError(command + ": " + outcome.output());
        }
    }

    /// Puts a file into the place of another, at once.
    public static void replace(Path place, Path with) throws IOException {
        Path next = place.resolveSibling(place.getFileName() + ".next");
        Files.copy(with, next, StandardCopyOption.REPLACE_EXISTING);
        Files.move(next, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
