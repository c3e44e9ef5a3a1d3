package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.earmuff.testing.netns.Requires;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small file system of its own that is filled while rows come in. */
class FullDiskTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    private Path disk;

    @BeforeEach
    void given_a_small_disk() throws Exception {
        Requires.root();
        Requires.commands("mount", "umount");
        disk = Files.createDirectory(folder.resolve("disk"));
        Requires.that(
                run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()), "needs to mount a tmpfs");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk.toString());
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    private Path fill() throws IOException {
        Path filler = disk.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            return filler;
        }
    }

    @Test
    void loses_only_what_it_counts_and_the_chain_goes_on() throws Exception {
        Ledger ledger = new Ledger(disk, new HandClock("2026-11-22T12:00:00Z"), "boot");
        ledger.start();
        ledger.started("1");
        await().atMost(Duration.ofSeconds(20)).until(() -> ledger.checkpoint().isPresent());
        Path filler = fill();

        int sent = LedgerWriter.QUEUE + 3000;
        for (int i = 0; i < sent; i++) {
            ledger.uploaded(Uploads.left("speaker-" + i / RowPace.AT_ONCE, "", NOON.plusSeconds(i), 1));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> ledger.errors() > 1000);
        Files.delete(filler);

        await().atMost(Duration.ofSeconds(30)).until(() -> ledger.rowsWritten().get("gap") >= 1);
        await().atMost(Duration.ofSeconds(30)).until(() -> ledger.lagSeconds() == 0);
        ledger.close();
        long lost = sent - ledger.rowsWritten().get("upload");
        assertThat(lost).isPositive();
        assertThat(Chained.verify(disk).wrong()).isNull();
        assertThat(gaps()).isEqualTo(lost);
    }

    @Test
    void rows_wait_for_a_disk_that_is_read_only_and_none_is_lost() throws Exception {
        assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();
        List<String> told = new CopyOnWriteArrayList<>();
        Ledger ledger = new Ledger(disk, new HandClock("2026-11-22T12:00:00Z"), "boot");
        ledger.onTrouble(told::add);
        ledger.start();
        for (int i = 0; i < 100; i++) {
            ledger.uploaded(Uploads.left("kitchen", "", NOON.plusSeconds(i), 1));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> ledger.errors() > 1);
        assertThat(told).containsExactly("it cannot be written at the moment; look at the log");

        assertThat(run("mount", "-o", "remount,rw", disk.toString())).isTrue();
        await().atMost(Duration.ofSeconds(20)).until(() -> ledger.rowsWritten().get("upload") == 100);
        ledger.close();

        assertThat(ledger.rowsWritten().get("gap")).isZero();
        assertThat(Chained.verify(disk).wrong()).isNull();
    }

    private long gaps() throws Exception {
        long lost = 0;
        try (var c = java.sql.DriverManager.getConnection("jdbc:sqlite:" + disk.resolve("ledger.db"));
                var r = c.createStatement().executeQuery("SELECT reason FROM ledger WHERE kind = 'gap'")) {
            while (r.next()) {
                lost += Long.parseLong(r.getString(1).split(" ", -1)[0]);
            }
        }
        return lost;
    }
}
