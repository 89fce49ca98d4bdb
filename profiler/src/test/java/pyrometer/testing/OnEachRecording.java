package pyrometer.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A test that runs once for each of [RecordedTarget#all()], which it takes as its parameter.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "CPython {0}")
@MethodSource("pyrometer.testing.RecordedTarget#all")
public @interface OnEachRecording {}
