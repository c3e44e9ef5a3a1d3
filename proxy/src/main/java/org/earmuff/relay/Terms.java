package org.earmuff.relay;

import java.util.List;
import org.earmuff.rules.Decision;
import org.earmuff.rules.ShadowFinding;
import org.earmuff.rules.UploadLimit;
import org.jspecify.annotations.Nullable;

/**
 * All that is said about a flow at one time.
 *
 * @param longestUpload how long an upload may be that the decision lets leave; null for any length
 * @param nameFirst nothing at all may leave before the flow's name is known, or known not to come
 * @param shadows what rules would say that decide nothing
 */
public record Terms(
        Decision decision, @Nullable UploadLimit longestUpload, boolean nameFirst, List<ShadowFinding> shadows) {

    public Terms {
        shadows = List.copyOf(shadows);
    }

    /** A decision and nothing besides. */
    public static Terms of(Decision decision) {
        return new Terms(decision, null, false, List.of());
    }
}
