package dev.reserve.http.spi;

import java.util.Optional;

/// A handler that answers on threads of its own, which go on with the connections themselves ([Completing]). So `http` keeps fewer threads beside them.
public interface AnswersElsewhere {

    /// Why there is nobody who answers, or soon will not be; on any thread. A version for which there is a reason while it is on probation is rolled back.
    Optional<String> ailment();
}
