package dev.berth.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A test that starts a Berth of its own: it runs beside those of {@link SharedBerth}, one such at a time. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("a second Berth on this machine")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface OwnBerth {}
