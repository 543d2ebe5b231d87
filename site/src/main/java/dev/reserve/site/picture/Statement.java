package dev.reserve.site.picture;

import java.util.ArrayList;
import java.util.List;

/// A line of a picture's text: a keyword, and what follows.
///
/// @param line from 1
record Statement(int line, String keyword, String rest) {

    static List<Statement> of(String text) {
        List<Statement> statements = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String statement = line.strip();
            if (!statement.isEmpty() && !statement.startsWith("#")) {
                String[] parts = statement.split(" +", 2);
                statements.add(new Statement(number, parts[0], parts.length > 1 ? parts[1] : ""));
            }
        }
        return statements;
    }

    /// What follows, in words; the last one is all that is left.
    String[] words(int count, String expected) throws PictureException {
        String[] words = rest.split(" +", count);
        if (words.length < count || rest.isEmpty()) {
            throw problem("'" + keyword + " " + rest + "': expected " + expected);
        }
        return words;
    }

    int number(String word, int most) throws PictureException {
        try {
            int number = Integer.parseInt(word);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw problem("'" + word + "': expected a whole number from 0 to " + most);
    }

    Tone tone(String word) throws PictureException {
        for (Tone tone : Tone.values()) {
            if (tone.word().equals(word)) {
                return tone;
            }
        }
        throw problem("'" + word + "': expected one of " + List.of(Tone.values()).stream().map(Tone::word).toList());
    }

    PictureException problem(String message) {
        return new PictureException(line, message);
    }
}
