package org.earmuff.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdviceTest {

    @TempDir
    private Path folder;

    @Test
    void rules_that_are_allowed_but_seldom_meant() throws Exception {
        Path file = Files.writeString(folder.resolve("earmuff.yaml"), """
                schema: 1
                lan: {interfaces: br-lan}
                speakers:
                  - {name: kitchen, room: Kitchen, match: 10.0.0.1}
                rules:
                  - {name: always, hours: daily 00:00-24:00}
                  - {name: when-always, when: "daily 07:00-07:00", rate: 64 kbit/s}
                  - {name: apart, when: "mon 08:00-09:00", hours: "mon 10:00-11:00"}
                  - {name: moot, when: "mon 08:00-09:00", hours: "mon 07:00-12:00"}
                  - {name: wide-budget, budget: 24 h per day}
                  - {name: fast, rate: 1 Mbit/s}
                  - {name: short, longest-upload: 1 s}
                  - {name: twin, longest-upload: 1 s}
                  - {name: mornings, when: "tue 00:00-24:00", hours: "tue 08:00-12:00"}
                """);

        assertThat(Advice.on(ConfigLoader.load(file)))
                .extracting(p -> p.toString().substring(file.toString().length()))
                .containsExactly(
                        ":6: rule always: has hours that are always open, so they forbid nothing",
                        ":7: rule when-always: has a when: that is always so; leave it out",
                        ":8: rule apart: has hours that never overlap its when:, so inside that no sound ever leaves",
                        ":9: rule moot: has hours that are open all through its when:, so they forbid nothing",
                        ":10: rule wide-budget: has a budget of as much sound as the whole day, which is no limit",
                        ":11: rule fast: has a rate above any speech (256 kbit/s and a little), so it slows none down",
                        ":12: rule short: has a longest-upload that is less than what speakers send from before their name"
                                + " was said",
                        ":13: rule twin: has a longest-upload that is less than what speakers send from before their name"
                                + " was said",
                        ":13: rule twin: says the same as rule short (" + file + ":12); keep one of the two");
    }

    @Test
    void rules_that_name_who_is_not_there() throws Exception {
        Path file = Files.writeString(folder.resolve("earmuff.yaml"), """
                schema: 1
                lan: {interfaces: br-lan}
                speakers:
                  - {name: kitchen, room: Kitchen, match: 10.0.0.1, groups: downstairs}
                rules:
                  - {name: some, speakers: [kitchen, downstairs, "room:Bedroom", nursery], hours: "daily 07:00-22:00"}
                  - {name: none, speakers: [nursery], hours: "daily 08:00-19:00"}
                """);

        assertThat(Advice.on(ConfigLoader.load(file)))
                .extracting(p -> p.toString().substring(file.toString().length()))
                .containsExactly(
                        ":6: rule some: names nursery, room:Bedroom, and there is none of that name below speakers",
                        ":7: rule none: covers no speaker; name one below speakers",
                        ":7: rule none: names nursery, and there is none of that name below speakers");
    }

    @Test
    void a_notice_of_uploads_while_away_that_does_not_know_when_that_is() throws Exception {
        Path file = Files.writeString(folder.resolve("earmuff.yaml"), """
                schema: 1
                lan: {interfaces: br-lan}
                notify:
                  - {url: "https://ntfy.example/a", on: upload-while-away, away: "mon-fri 08:00-16:00"}
                  - {url: "https://ntfy.example/a", on: upload-while-away}
                """);

        assertThat(Advice.on(ConfigLoader.load(file)))
                .extracting(p -> p.toString().substring(file.toString().length()))
                .containsExactly(": notify[1]: tells of upload-while-away only while the whole house is muted; write"
                        + " when you are away, like away: [\"mon-fri 08:00-16:00\"]");
    }

    @Test
    void hours_of_two_rules_that_are_never_open_together() throws Exception {
        Path file = Files.writeString(folder.resolve("earmuff.yaml"), """
                schema: 1
                lan: {interfaces: br-lan}
                speakers:
                  - {name: kitchen, match: 10.0.0.1}
                rules:
                  - {name: by-day, hours: daily 08:00-20:00}
                  - {name: by-night, hours: daily 20:00-08:00}
                """);

        assertThat(Advice.on(ConfigLoader.load(file)))
                .extracting(Problem::toString)
                .containsExactly(
                        file + ":7: rule by-night: leaves speaker kitchen no minute of the week in which sound may"
                                + " leave, with the other rules for it");
    }

    @Test
    void nobody_there_nobody_let_in() throws Exception {
        Path file = Files.writeString(folder.resolve("earmuff.yaml"), """
                schema: 1
                unknown-devices: allow
                rules:
                  - {name: day, hours: daily 08:00-20:00}
                """);

        assertThat(Advice.on(ConfigLoader.load(file)))
                .extracting(Problem::toString)
                .containsExactly(
                        file + ": listen: takes in no speaker: there are no lan.interfaces, no socks and no connect",
                        file + ": unknown-devices: \"allow\" lets devices send sound that no one has listed",
                        file + ":4: rule day: covers no speaker; name one below speakers");
    }
}
