package org.earmuff.rules.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

    @ParameterizedTest
    @CsvSource({
        "device-metrics-*.amazon.com, device-metrics-us-2.amazon.com, true",
        "device-metrics-*.amazon.com, DEVICE-METRICS-US.Amazon.COM, true",
        "device-metrics-*.amazon.com, device-metrics-.amazon.com, true",
        "device-metrics-*.amazon.com, device-metrics-a.b.amazon.com, true",
        "device-metrics-*.amazon.com, device-metrics-us.amazon.com.evil.example, false",
        "device-metrics-*.amazon.com, x.device-metrics-us.amazon.com, false",
        "unagi-?.amazon.com, unagi-1.amazon.com, true",
        "unagi-?.amazon.com, unagi-.amazon.com, false",
        "unagi-?.amazon.com, unagi-12.amazon.com, false",
        "amazon.com, amazon.com., true",
        "amazon.com, amazonxcom, false",
        "*, a, true",
        "*.amazon.com, amazon.com, false",
        "a*b*c, aXbXbc, true",
        "a*b*c, aXcXb, false"
    })
    void stands_for_whole_names(String pattern, String name, boolean matches) {
        assertThat(new NamePattern(pattern).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "metrics example.com, has a space in it",
        "https://metrics.example.com, is a web address",
        "metrics.example.com/path, is a web address",
        "metrics.example.com:443, has a port",
        "metrics.*\\.example\\.com, looks like a regular expression",
        "(a|b).example.com, looks like a regular expression",
        ".*.example.com, looks like a regular expression",
        ".example.com, begins or ends with a dot",
        "a..example.com, begins or ends with a dot",
        "bücher.example, has the character \"ü\""
    })
    void what_is_none_is_refused_with_what_would_be_right(String text, String why) {
        assertThatThrownBy(() -> new NamePattern(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(why)
                .hasMessageEndingWith("as in metrics-*.example.com");
    }

    @Test
    void a_pattern_of_many_stars_takes_no_long_time() {
        String stars = "*a".repeat(100) + "b";

        assertThat(new NamePattern(stars).matches("a".repeat(253))).isFalse();
    }
}
