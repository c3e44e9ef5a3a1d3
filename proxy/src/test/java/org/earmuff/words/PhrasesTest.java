package org.earmuff.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class PhrasesTest {

    @Test
    void a_language_is_a_file_beside_the_english_one_and_what_it_lacks_stays_english() {
        Properties esperanto = Phrases.read("eo");

        assertThat(esperanto.getProperty("nav.home")).isEqualTo("Hejmo");
        assertThat(esperanto.getProperty("until")).isEqualTo("{0} ĝis {1}");
        assertThat(esperanto.getProperty("nav.uploads")).isEqualTo("Uploads");
        assertThat(Phrases.read("xx")).isEqualTo(Phrases.read("en"));
    }

    @Test
    void what_is_put_in_is_put_in_as_it_is() {
        assertThat(Phrases.say("until", "{1} $1 \\", "07:00")).isEqualTo("{1} $1 \\ until 07:00");
        assertThat(Phrases.say("setup.name.hole")).contains("${ in it");
        assertThat(Phrases.count("uploads", 1)).isEqualTo("1 upload");
        assertThat(Phrases.count("uploads", 2)).isEqualTo("2 uploads");
    }

    @Test
    void a_word_that_is_missing_is_an_error() {
        assertThatThrownBy(() -> Phrases.say("no.such.key")).hasMessageContaining("no.such.key");
    }
}
