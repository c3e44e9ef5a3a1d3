package org.earmuff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.earmuff.json.Json;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.Ledger;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerCommandTest {

    @TempDir
    Path folder;

    private record Result(int code, String out, String err) {}

    @BeforeEach
    void given_a_ledger() {
        try (Ledger ledger = new Ledger(folder, new HandClock("2026-11-22T12:00:00Z"), "boot")) {
            for (int i = 0; i < 5; i++) {
                ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-11-22T12:00:00Z"), i));
            }
            ledger.start();
        }
    }

    private Result ledger(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = new String[args.length + 3];
        all[0] = "ledger";
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--state";
        all[args.length + 2] = folder.toString();
        int code = Earmuff.run(new PrintWriter(out), new PrintWriter(err), all);
        return new Result(code, out.toString(), err.toString());
    }

    private void change(String sql) throws Exception {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                Statement s = c.createStatement()) {
            s.executeUpdate(sql);
        }
    }

    @Test
    void a_head_that_was_written_down_proves_what_came_before_it() throws Exception {
        JsonObject head = Json.readObject(ledger("head", "--json").out());
        String known = (int) head.number("head") + " " + head.text("hash");
        assertThat(ledger("head").out()).contains("head    " + known, "signed  by row 6");

        Result good = ledger("verify", "--head", known, "--key", head.requireText("key"));
        assertThat(good.out()).startsWith("The ledger is what was written: 6 rows, 1 to 6.");
        assertThat(good.code()).isZero();

        change("DELETE FROM ledger WHERE id = 6");
        Result cut = ledger("verify", "--head", known, "--json");
        assertThat(cut.code()).isEqualTo(1);
        assertThat(Json.readObject(cut.out()).object("wrong").text("what")).contains("its tail was cut off");
    }

    @Test
    void the_first_wrong_row_is_named_with_what_to_do() throws Exception {
        change("UPDATE ledger SET bytes = 1 WHERE id = 3");

        Result wrong = ledger("verify");

        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.out())
                .startsWith("WRONG at row 3: its hash is not that of its content.")
                .contains("Keep the file");
    }

    @Test
    void an_export_that_was_kept_is_a_head_too() throws Exception {
        Path file = folder.resolve("kept.jsonl");
        assertThat(ledger("export", "--output", file.toString()).code()).isZero();
        assertThat(ledger("export", "--output", file.toString()).err()).contains("is there already");
        assertThat(Files.readAllLines(file)).hasSize(6);

        assertThat(ledger("verify", "--export", file.toString()).code()).isZero();

        List<String> lines = Files.readAllLines(file);
        Files.writeString(file, lines.get(5).replaceFirst("\"hash\":\"....", "\"hash\":\"0000"));
        assertThat(ledger("verify", "--export", file.toString()).out()).startsWith("WRONG at row 6");
    }

    @Test
    void erasing_says_how_many_and_leaves_a_good_ledger() {
        assertThat(ledger("erase", "--id", "1,3-4", "--yes").out()).isEqualTo("erased: 3 rows\n");

        assertThat(ledger("verify").out()).contains("3 rows, whose names were taken out");
        assertThat(ledger("export", "--format", "csv").out().lines().filter(line -> line.contains("\"kitchen\"")))
                .hasSize(2);
    }

    @Test
    void what_is_not_understood_says_what_would_be() {
        assertThat(ledger("erase", "--yes").err()).contains("say which rows");
        assertThat(ledger("erase", "--id", "x", "--yes").err()).contains("write 7, or 7,12-20");
        assertThat(ledger("verify", "--head", "zero").err()).contains("is no head");
        assertThat(ledger("verify", "--key", "ab").err()).contains("is no fingerprint");
        assertThat(ledger("prove", "99").err()).contains("there is no row 99");
        assertThat(ledger("erase", "--id", "9-3").err()).contains("\"9-3\" ends before it begins");
        assertThat(ledger("erase", "--id", "99").out()).startsWith("There is nothing to erase");
        assertThat(ledger("export", "--output", folder + "/none/x").err()).contains("is the folder there");
        assertThat(ledger("verify", "--export", folder + "/none").err()).contains("it is not there");
    }
}
