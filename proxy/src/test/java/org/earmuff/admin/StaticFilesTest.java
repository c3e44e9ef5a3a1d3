package org.earmuff.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.earmuff.words.Phrases;
import org.junit.jupiter.api.Test;

/** What the dashboard is made of: small, from nowhere else, and with all its words in one file. */
class StaticFilesTest {

    private static final int MOST_COMPRESSED = 150_000;
    private static final Pattern ELSEWHERE =
            Pattern.compile("(?:src|href)=\"(?:https?:)?//|@import|url\\(\\s*[\"']?http");
    private static final Pattern INLINE =
            Pattern.compile("\\sstyle=\"|\\son\\w+=\"|<style|<script(?! type=\"module\" src=)");
    private static final Pattern PHRASE = Pattern.compile("\\{\\{@([\\w.-]+)[^}]*}}");
    private static final Pattern HOLE = Pattern.compile("\\{\\{\\{?[^}]*}}}?");
    private static final Pattern SPOKEN = Pattern.compile("(?:aria-label|title|alt|placeholder)=\"([^\"]*)\"");
    /** A name and an example of what is typed: the same in every language. */
    private static final Set<String> NO_WORDS = Set.of("Earmuff", "CSV", "JSON", "44:65:0D:12:34:56");

    private static List<Path> files() throws IOException {
        Path folder = Path.of("src/main/resources/org/earmuff/admin/web");
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    @Test
    void all_of_it_is_small() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (Path file : files()) {
                gzip.write(Files.readAllBytes(file));
            }
        }
        assertThat(packed.size()).isLessThan(MOST_COMPRESSED);
    }

    @Test
    void nothing_comes_from_elsewhere_and_nothing_is_inline() throws IOException {
        for (Path file : files()) {
            String text = Files.readString(file);
            assertThat(ELSEWHERE.matcher(text).find())
                    .as("%s refers elsewhere", file)
                    .isFalse();
            if (file.toString().endsWith(".html")) {
                assertThat(INLINE.matcher(text).find())
                        .as("%s has inline code", file)
                        .isFalse();
            }
        }
    }

    @Test
    void every_phrase_that_a_template_or_the_script_names_is_there() throws IOException {
        Set<String> known = new TreeSet<>(Phrases.below("").keySet());
        Set<String> named = new TreeSet<>();
        for (Path file : files()) {
            Pattern pattern = file.toString().endsWith(".js") ? Pattern.compile("phrase\\('(\\w+)'[,)]") : PHRASE;
            String prefix = file.toString().endsWith(".js") ? "js." : "";
            named.addAll(pattern.matcher(Files.readString(file))
                    .results()
                    .map(hit -> prefix + hit.group(1))
                    .collect(Collectors.toSet()));
        }
        assertThat(named).hasSizeGreaterThan(60);
        assertThat(known).containsAll(named);
    }

    @Test
    void no_template_has_words_of_its_own() throws IOException {
        for (Path file : files()) {
            if (!file.toString().endsWith(".html")) {
                continue;
            }
            String text = HOLE.matcher(Files.readString(file)).replaceAll("");
            Stream<String> spoken = SPOKEN.matcher(text).results().map(hit -> hit.group(1));
            Stream<String> seen = Stream.of(
                    text.replaceAll("(?s)<pre.*?</pre>|<svg.*?</svg>", "").split("<[^>]*>"));
            List<String> words = Stream.concat(spoken, seen)
                    .flatMap(said -> Stream.of(said.strip().split("\\s+")))
                    .filter(word -> word.chars().anyMatch(Character::isLetter) && !NO_WORDS.contains(word))
                    .toList();
            assertThat(words).as("%s: belongs in words.properties", file).isEmpty();
        }
    }

    @Test
    void uplot_is_as_its_maker_published_it() throws Exception {
        assertThat(digest("/org/earmuff/admin/web/uPlot.esm.js"))
                .isEqualTo("5dd9b3281aa64b461b42d9945f6adb2649d346502b12281a9ae0d46599a80eba");
        assertThat(digest("/org/earmuff/admin/web/uPlot.min.css"))
                .isEqualTo("df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04");
    }

    private static String digest(String resource) throws Exception {
        try (InputStream file = StaticFilesTest.class.getResourceAsStream(resource)) {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file.readAllBytes()));
        }
    }

    @Test
    void axe_is_as_its_makers_published_it() throws Exception {
        assertThat(digest("axe-core-4.14.1/axe.min.js"))
                .isEqualTo("29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c");
    }
}
