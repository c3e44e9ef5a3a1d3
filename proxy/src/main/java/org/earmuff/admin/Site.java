package org.earmuff.admin;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What answers the requests of one listener. */
public interface Site {

    /** What the metrics call the place that a path leads to: one of a few fixed names. */
    String label(String path);

    /** Carries a request out. A failure that the user can mend is a {@link Problem}, thrown or in the stage. */
    CompletionStage<Answer> carryOut(Call call);

    /** Where files that forms bring are put; null where no form brings any. */
    default @Nullable UploadRoom uploads() {
        return null;
    }
}
