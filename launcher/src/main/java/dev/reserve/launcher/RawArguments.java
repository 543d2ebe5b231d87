package dev.reserve.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The process's arguments as the bytes that they are. Java decodes them with the locale's charset, and loses what that does not have: in the
/// C locale, which services often run in, everything but ASCII.
final class RawArguments {
    private RawArguments() {}

    static List<byte[]> of(String[] arguments) {
        List<byte[]> words = new ArrayList<>();
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc/self/cmdline"));
            int start = 0;
            for (int i = 0; i < line.length; i++) {
                if (line[i] == 0) {
                    words.add(Arrays.copyOfRange(line, start, i));
                    start = i + 1;
                }
            }
        } catch (IOException e) {
            words.clear(); // no /proc: Java's view has to do
        }
        if (words.size() > arguments.length) {
            return words.subList(words.size() - arguments.length, words.size());
        }
        words.clear();
        for (String argument : arguments) {
            words.add(argument.getBytes(StandardCharsets.UTF_8));
        }
        return words;
    }

    static List<String> decoded(List<byte[]> arguments) {
        List<String> decoded = new ArrayList<>();
        for (byte[] argument : arguments) {
            decoded.add(new String(argument, StandardCharsets.UTF_8));
        }
        return decoded;
    }
}
