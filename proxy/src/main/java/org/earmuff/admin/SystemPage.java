package org.earmuff.admin;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.earmuff.admin.PageSources.Check;
import org.earmuff.admin.PageSources.Fact;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;

/** How the appliance is: what the doctor says, where it listens, its memory and its ledger, and devices that nobody configured. */
final class SystemPage {

    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final AdminParts parts;
    private @Nullable Examined last;

    /** Looking takes seconds and starts programs, so that many who ask at once are told the same. */
    private record Examined(List<Check> checks, Instant at, long nanos) {}

    SystemPage(AdminParts parts) {
        this.parts = parts;
    }

    String draw(Call call, View v) {
        call.only(Set.of());
        Examined examined = examined();
        long bad =
                examined.checks().stream().filter(c -> !c.level().equals("ok")).count();
        String devices = parts.pages().newDevices().get();
        return Html.of("system.html")
                .text(
                        "summary",
                        examined.checks().isEmpty()
                                ? Phrases.say("system.none")
                                : bad == 0
                                        ? Phrases.say(
                                                "system.fine", examined.checks().size())
                                        : Phrases.say(
                                                "system.bad",
                                                bad,
                                                examined.checks().size()))
                .text("at", Phrases.say("system.at", v.words().wall(examined.at())))
                .piece("checks", checks(examined.checks()))
                .piece("facts", facts(v))
                .piece("devices", devices(devices))
                .fill();
    }

    private synchronized Examined examined() {
        long now = parts.clock().nanos();
        Examined known = last;
        if (known == null || now - known.nanos() > KEPT_NANOS) {
            known = new Examined(parts.pages().checks().get(), parts.clock().now(), now);
            last = known;
        }
        return known;
    }

    private static String checks(List<Check> checks) {
        StringBuilder html = new StringBuilder();
        // What is to be mended comes first, in the doctor's order.
        for (String level : List.of("fail", "warn", "ok")) {
            checks.stream().filter(c -> c.level().equals(level)).forEach(c -> html.append(check(c)));
        }
        return html.toString();
    }

    private static String check(Check c) {
        String icon = switch (c.level()) {
            case "ok" -> "allow";
            case "warn" -> "warn";
            default -> "refuse";
        };
        return Html.of("check.html")
                .text("level", c.level())
                .piece("icon", View.icon(icon))
                .text("word", Phrases.say("check." + c.level()))
                .text("about", c.about())
                .text("text", c.text())
                .text("remedy", c.remedy())
                .fill();
    }

    private String facts(View v) {
        StringBuilder html = new StringBuilder();
        parts.pages().facts().get().forEach(f -> html.append(fact(f)));
        html.append(fact(new Fact(
                Phrases.say("system.ledger"),
                Phrases.say(
                        "system.ledger.text",
                        Words.bytes(parts.ledger().bytes()),
                        Words.tenths(v.s().ledgerLagSeconds()),
                        v.s().ledgerErrors()))));
        String firewall = v.s().condition().firewallProblem();
        html.append(fact(new Fact(
                Phrases.say("system.firewall"),
                !firewall.isEmpty()
                        ? firewall
                        : Phrases.say(parts.pages().redirected() ? "system.firewall.good" : "system.firewall.none"))));
        html.append(fact(new Fact(
                Phrases.say("system.started"), v.words().time(v.s().condition().started()))));
        return html.toString();
    }

    private static String fact(Fact fact) {
        return "<div><dt>" + Html.escape(fact.about()) + "</dt><dd>" + Html.escape(fact.text()) + "</dd></div>";
    }

    private static String devices(String yaml) {
        return yaml.isEmpty()
                ? "<p class=\"empty\">" + Html.escape(Phrases.say("system.devices.none")) + "</p>"
                : Html.of("devices.html").text("yaml", yaml).fill();
    }
}
