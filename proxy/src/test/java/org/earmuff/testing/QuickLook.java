package org.earmuff.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Conditions inside one process are looked at every ten milliseconds, not every hundred: most come true at once. Tests of whole
 * appliances ({@code IT}) keep Awaitility's pace, since there each look is a request that the appliance must answer.
 */
public final class QuickLook implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!context.getRequiredTestClass().getName().endsWith("IT")) {
            Awaitility.setDefaultPollDelay(Duration.ZERO);
            Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
        }
    }
}
