package org.earmuff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.earmuff.policy.SpeakerView;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Reason;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopeNamesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {"-|room:Kitchen", "room:Kitchen|room:Kitchen", "speaker:kitchen|speaker:kitchen"})
    void a_room_and_the_only_speaker_in_it_are_the_same(String muted, String meant) {
        ScopeNames names = names(muted == null ? List.of() : List.of(Scope.parse(muted)), speaker("kitchen"));

        assertThat(names.read("kitchen")).hasToString(meant);
    }

    @Test
    void where_they_differ_which_has_to_be_said() {
        ScopeNames names = names(List.of(), speaker("kitchen"), speaker("cooker"));

        assertThatThrownBy(() -> names.read("kitchen"))
                .hasMessage("\"kitchen\" may be room:Kitchen or speaker:kitchen: write which");
    }

    @Test
    void where_both_are_muted_which_has_to_be_said() {
        ScopeNames names =
                names(List.of(Scope.parse("room:Kitchen"), Scope.parse("speaker:kitchen")), speaker("kitchen"));

        assertThatThrownBy(() -> names.read("Kitchen")).hasMessageContaining("write which");
    }

    private static ScopeNames names(List<Scope> muted, SpeakerView... speakers) {
        return new ScopeNames(Arrays.asList(speakers), muted);
    }

    private static SpeakerView speaker(String name) {
        Decision allowed = new Decision(new Verdict.Allow(), Reason.DEFAULT, null, Instant.MAX);
        return new SpeakerView(name, "Kitchen", Set.of(), "generic", allowed, 0, false);
    }
}
