package dev.berth.host.engine;

/** Something happened that is worth a look; the look, not the event, is the truth. */
public sealed interface EngineEvent {
    record UnitExited(UnitName name) implements EngineEvent {}

    record EngineDied(String why) implements EngineEvent {}

    record EngineAnswers() implements EngineEvent {}
}
