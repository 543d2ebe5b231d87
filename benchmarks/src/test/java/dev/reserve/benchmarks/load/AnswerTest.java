package dev.reserve.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {

    @ParameterizedTest
    @CsvSource({"7 42 hhh 7, 42, 3, 7", "0 1  0, 1, 0, 0", "1000 5 mm 1000, 5, 2, 1000"})
    void aRightAnswerTellsItsVersion(String answer, long id, int length, int version) throws Exception {
        assertEquals(version, Answer.version(answer, id, length));
    }

    @ParameterizedTest
    @CsvSource({"7 42 hhi 7, MIXED", "7 42 hhh 8, MIXED", "7 41 hhh 7, WRONG", "7 42 hh 7, WRONG", "7 42 hhh, WRONG", "x, WRONG",
        "7, WRONG", "7 42 h h 7, WRONG", "-7 42 hhh -7, WRONG"})
    void anyOtherIsALoss(String answer, Loss loss) {
        assertEquals(loss, assertThrows(LossException.class, () -> Answer.version(answer, 42, 3)).loss());
    }
}
