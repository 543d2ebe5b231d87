package dev.reserve.http.spi;

/// A handler that answers on threads of its own, which go on with the connections themselves ([Completing]). So `http` keeps fewer threads beside them.
public interface AnswersElsewhere {}
