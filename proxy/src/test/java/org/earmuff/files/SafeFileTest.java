package org.earmuff.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeFileTest {

    @TempDir
    Path folder;

    @Test
    void only_the_owner_may_read_it_whatever_stood_there() throws IOException {
        Path file = Files.writeString(folder.resolve("mutes.json"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.writeString(folder.resolve("mutes.json.new"), "left by a crash");

        SafeFile.replace(file, "new");

        assertThat(file).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("mutes.json.new")).doesNotExist();
    }

    @Test
    void a_reader_finds_the_old_text_or_the_new_one() throws Exception {
        Path file = folder.resolve("usage.json");
        String old = "a".repeat(100_000);
        String fresh = "b".repeat(200_000);
        SafeFile.replace(file, old);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < 50; i++) {
                    SafeFile.replace(file, i % 2 == 0 ? fresh : old);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            } finally {
                done.set(true);
            }
        });
        while (!done.get()) {
            assertThat(Files.readString(file)).isIn(old, fresh);
        }
        writing.join();
    }

    @Test
    void where_there_is_no_room_for_it_the_old_one_stays() throws IOException {
        Path file = Files.writeString(folder.resolve("usage.json"), "old");
        Files.createDirectories(folder.resolve("usage.json.new/in-the-way"));

        assertThatThrownBy(() -> SafeFile.replace(file, "new")).isInstanceOf(IOException.class);

        assertThat(file).hasContent("old");
    }
}
