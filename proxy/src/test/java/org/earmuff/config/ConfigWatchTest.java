package org.earmuff.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatchTest {

    private static final String ONE = "schema: 1\nhousehold: {name: one}\n";
    private static final String TWO = "schema: 1\nhousehold: {name: two}\n";

    @TempDir
    private Path folder;

    private final AtomicInteger changes = new AtomicInteger();
    private ConfigWatch watch;

    @AfterEach
    void stop() {
        watch.close();
    }

    @Test
    void written_in_place_with_the_old_modification_time() throws Exception {
        Path file = watched(Files.writeString(folder.resolve("earmuff.yaml"), ONE));
        FileTime before = Files.getLastModifiedTime(file);

        Files.writeString(file, TWO);
        Files.setLastModifiedTime(file, before);

        seen(1);
    }

    @Test
    void renamed_over_as_editors_do() throws Exception {
        Path file = watched(Files.writeString(folder.resolve("earmuff.yaml"), ONE));

        Path next = Files.writeString(folder.resolve("earmuff.yaml.new"), TWO);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);

        seen(1);
    }

    @Test
    void a_link_to_a_folder_switched_as_kubernetes_does() throws Exception {
        Path first = Files.createDirectory(folder.resolve("..1"));
        Path second = Files.createDirectory(folder.resolve("..2"));
        Files.writeString(first.resolve("earmuff.yaml"), ONE);
        Files.writeString(second.resolve("earmuff.yaml"), TWO);
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
        Path file = watched(Files.createSymbolicLink(folder.resolve("earmuff.yaml"), Path.of("..data/earmuff.yaml")));

        Files.createSymbolicLink(folder.resolve("..tmp"), Path.of("..2"));
        Files.move(folder.resolve("..tmp"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        seen(1);
        assertThat(file).hasContent(TWO);
    }

    @Test
    void a_file_that_comes_into_rules_d_and_goes() throws Exception {
        watched(Files.writeString(folder.resolve("earmuff.yaml"), ONE));

        Path more = Files.createDirectory(folder.resolve("rules.d")).resolve("10.yaml");
        Files.writeString(more, "rules: []\n");
        seen(1);

        Files.delete(more);
        seen(2);
    }

    @Test
    void a_file_that_vanishes_is_a_change_and_one_that_is_only_touched_is_none() throws Exception {
        Path file = watched(Files.writeString(folder.resolve("earmuff.yaml"), ONE));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        Files.writeString(file, ONE);
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(3)).until(() -> changes.get() == 0);

        Files.delete(file);

        seen(1);
    }

    private Path watched(Path file) throws ConfigException, IOException {
        watch = new ConfigWatch(file, ConfigLoader.load(file), changes::incrementAndGet);
        return file;
    }

    private void seen(int times) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(changes).hasValue(times));
    }
}
