package org.earmuff.testing;

import io.netty.util.LeakPresenceDetector;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a buffer unreleased. Registered for every class; a class closes its channels and
 * event loops before it ends, in {@code @AfterEach} or {@code @AfterAll}.
 *
 * <p>Buffers are counted in the whole JVM, so test classes must not run in parallel within one.
 */
public final class NoBufferLeaks implements AfterAllCallback {

    /** An event loop may release its last buffer a moment after the test that used it has seen what it wanted. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final LeakPresenceDetector.ResourceScope BUFFERS =
            new LeakPresenceDetector.ResourceScope("this test class");

    @Override
    public void afterAll(ExtensionContext context) {
        boolean nested =
                context.getParent().flatMap(ExtensionContext::getTestClass).isPresent();
        if (nested) {
            return;
        }
        try {
            Awaitility.await()
                    .atMost(GRACE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> !BUFFERS.hasOpenResources());
        } catch (ConditionTimeoutException leaked) {
            // The check tells which, and where they were made.
        }
        LeakPresenceDetector.check();
    }

    /** Netty makes one for each kind of resource when {@code io.netty.customResourceLeakDetector} names it. */
    public static final class Detector<T> extends LeakPresenceDetector<T> {

        public Detector(Class<?> resourceType, int samplingInterval) {
            super(resourceType);
        }

        public Detector(Class<?> resourceType, int samplingInterval, long maxActive) {
            super(resourceType);
        }

        @Override
        protected ResourceScope currentScope() {
            return BUFFERS;
        }
    }
}
