package org.earmuff.admin.setup;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.earmuff.admin.Answer;
import org.earmuff.admin.Assets;
import org.earmuff.admin.Call;
import org.earmuff.admin.Problem;
import org.earmuff.admin.Provenance;
import org.earmuff.admin.SessionCookie;
import org.earmuff.admin.Site;
import org.earmuff.admin.access.Asker;
import org.earmuff.admin.access.LoginLimits;
import org.earmuff.admin.access.PasswordFile;
import org.earmuff.admin.access.Passwords;
import org.earmuff.admin.access.Secrets;
import org.earmuff.home.Discovery;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What leads where during the set-up. Whoever has entered the code goes on; whoever enters it later takes over. */
final class SetupSite implements Site {

    private static final String SETUP = "/setup";
    private static final String STEP = "/setup/";
    private static final Logger LOG = LoggerFactory.getLogger(SetupSite.class);

    private final Setup setup;
    private final Passwords passwords;
    private final LoginLimits limits;
    private final Executor blocking;
    private final Provenance provenance;
    private final SetupPages pages;
    private final Assets assets = new Assets();
    private final String code;
    private volatile String cookie = "";
    private volatile Draft draft = Draft.empty();
    private volatile @Nullable Discovery found;

    SetupSite(Setup setup, Passwords passwords, LoginLimits limits, Executor blocking, String code) {
        this.setup = setup;
        this.passwords = passwords;
        this.limits = limits;
        this.blocking = blocking;
        this.provenance = new Provenance(java.util.Set::of);
        this.pages = new SetupPages(provenance.formToken());
        this.code = code;
    }

    @Override
    public String label(String path) {
        return SETUP;
    }

    @Override
    public CompletionStage<Answer> carryOut(Call call) {
        provenance.requireOurHost(call);
        provenance.requireOurPage(call);
        String path = call.path();
        boolean reads = call.method().equals("GET") || call.method().equals("HEAD");
        if (!reads && !call.method().equals("POST")) {
            return now(
                    new Problem(405, "GET and POST are possible here").answer().with("Allow", "GET, HEAD, POST"));
        }
        if (path.startsWith("/assets/")) {
            return now(assets.answer(path.substring("/assets/".length()), call));
        }
        if (path.equals("/healthz")) {
            return now(Answer.of(200, Answer.TEXT, "ok\n"));
        }
        if (path.equals("/readyz") || path.startsWith("/api/") || path.equals("/metrics")) {
            throw new Problem(503, "Earmuff has no configuration yet and is being set up, at " + SETUP);
        }
        if (!path.startsWith(STEP)) {
            return now(
                    reads && path.equals(SETUP) && !knows(call) ? pages.code(null) : goTo(reads ? first(call) : SETUP));
        }
        String step = path.substring(STEP.length());
        if (!reads && step.equals("code")) {
            return now(enter(call));
        }
        if (!knows(call)) {
            return now(goTo(SETUP));
        }
        return reads ? show(step, call) : take(step, call);
    }

    private static CompletionStage<Answer> now(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private CompletionStage<Answer> later(Supplier<Answer> answer) {
        return CompletableFuture.supplyAsync(answer, blocking);
    }

    private static Answer goTo(String location) {
        return Answer.seeOther(location);
    }

    private String first(Call call) {
        return knows(call) ? STEP + "password" : SETUP;
    }

    private boolean knows(Call call) {
        String sent = SessionCookie.of(call);
        return sent != null && !cookie.isEmpty() && Secrets.same(sent, cookie);
    }

    private Answer enter(Call call) {
        OptionalLong wait = limits.take(call.from());
        String from = call.from().getHostAddress();
        if (wait.isPresent()) {
            return pages.code(Phrases.say("setup.code.often", wait.getAsLong()));
        }
        String sent = call.field("code");
        String plain = sent == null ? "" : sent.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        if (!Secrets.same(plain, code.replace("-", ""))) {
            LOG.warn("wrong set-up code from {}", from);
            return pages.code(Phrases.say("setup.code.wrong"));
        }
        limits.succeeded(call.from());
        LOG.info("set-up goes on at {}", from);
        cookie = Secrets.random(32);
        return goTo(STEP + "password").with("Set-Cookie", SessionCookie.set(cookie, Asker.OWNER, call.secure()));
    }

    private CompletionStage<Answer> show(String step, Call call) {
        if (draft.passwordHash().isEmpty() && !step.equals("password")) {
            return now(goTo(STEP + "password"));
        }
        return switch (step) {
            case "password" -> now(pages.password(null));
            case "speakers" -> later(() -> speakers(call.parameter("look") != null, null));
            case "hours" -> now(pages.hours(draft, null));
            case "look" -> later(() -> look(null));
            default -> now(goTo(STEP + "password"));
        };
    }

    private CompletionStage<Answer> take(String step, Call call) {
        if (draft.passwordHash().isEmpty() && !step.equals("password")) {
            return now(goTo(STEP + "password"));
        }
        return switch (step) {
            case "password" -> takePassword(call);
            case "speakers" -> later(() -> takeSpeakers(call));
            case "hours" -> now(takeHours(call));
            case "write" -> later(this::write);
            default -> now(goTo(SETUP));
        };
    }

    private CompletionStage<Answer> takePassword(Call call) {
        String password = String.valueOf(call.field("password"));
        String objection = PasswordFile.objection(password).orElse(null);
        if (objection == null && !password.equals(call.field("again"))) {
            objection = Phrases.say("setup.password.differ");
        }
        if (objection != null) {
            return now(pages.password(objection));
        }
        return passwords.hash(password).thenApply(hash -> {
            draft = draft.password(hash);
            return goTo(STEP + "speakers");
        });
    }

    private Answer speakers(boolean again, @Nullable String problem) {
        String trouble = problem;
        try {
            if (again || found == null) {
                found = setup.discovery().look();
            }
        } catch (IOException e) {
            trouble = Phrases.say("setup.speakers.blind", String.valueOf(e.getMessage()));
        }
        return pages.speakers(draft, found, setup.interfaces().get(), trouble);
    }

    private Answer takeSpeakers(Call call) {
        List<Draft.Chosen> chosen = new ArrayList<>();
        String problem = null;
        for (int i = 0; call.field("match" + i) != null; i++) {
            String match = text(call, "match" + i);
            String room = text(call, "room" + i);
            if (call.field("on" + i) == null || match.isEmpty()) {
                continue;
            }
            if (room.isEmpty()) {
                problem = Phrases.say("setup.speakers.room", match);
            }
            if (room.contains("${")) {
                problem = Phrases.say("setup.name.hole");
            }
            String profile = text(call, "profile" + i);
            boolean known = profile.matches("[a-z-]{1,20}");
            chosen.add(new Draft.Chosen(room, match, known ? profile : "generic"));
        }
        List<String> there = setup.interfaces().get();
        List<String> on = call.form().getOrDefault("interface", List.of()).stream()
                .filter(there::contains)
                .toList();
        boolean redirected = !"socks".equals(call.field("way"));
        if (problem == null && redirected && on.isEmpty()) {
            problem = Phrases.say("setup.network.none");
        }
        draft = draft.speakers(chosen, on, redirected);
        return problem == null ? goTo(STEP + "hours") : speakers(false, problem);
    }

    private static String text(Call call, String field) {
        String text = call.field(field);
        return text == null ? "" : text.strip();
    }

    private Answer takeHours(Call call) {
        List<String> windows = new ArrayList<>();
        try {
            ZoneId zone = ZoneId.of(text(call, "zone"));
            if (!"always".equals(call.field("kind"))) {
                windows.add("mon-fri " + time(call, "weekFrom") + "-" + time(call, "weekTo"));
                windows.add("sat,sun " + time(call, "endFrom") + "-" + time(call, "endTo"));
            }
            String household = text(call, "household");
            if (household.contains("${")) {
                return pages.hours(draft, Phrases.say("setup.name.hole"));
            }
            draft = draft.hours(household, zone, windows);
            return goTo(STEP + "look");
        } catch (DateTimeException e) {
            return pages.hours(draft, Phrases.say("setup.hours.wrong"));
        }
    }

    private static LocalTime time(Call call, String field) {
        return LocalTime.parse(text(call, field));
    }

    private Answer look(@Nullable String trouble) {
        String yaml = setup.yaml(draft);
        return pages.look(yaml, setup.file().toString(), setup.problems(yaml), trouble);
    }

    private synchronized Answer write() {
        String yaml = setup.yaml(draft);
        if (!setup.problems(yaml).isEmpty()) {
            return look(null);
        }
        try {
            new PasswordFile(setup.state()).put(draft.passwordHash());
            FirstFile.write(setup.file(), yaml);
            LOG.info("{} is written; set-up is over", setup.file());
            setup.written();
            return pages.done(setup.file().toString(), setup.address(), draft.redirected());
        } catch (FileAlreadyExistsException e) {
            return look(Phrases.say("setup.look.exists", setup.file()));
        } catch (IOException e) {
            LOG.info("{} cannot be written by this process: {}", setup.file(), e.getMessage());
            return byHand(yaml, String.valueOf(e.getMessage()));
        }
    }

    private Answer byHand(String yaml, String why) {
        try {
            return pages.byHand(setup.leaveFor(yaml), why);
        } catch (IOException e) {
            throw new Problem(503, "nothing can be written, here or there: " + e.getMessage());
        }
    }
}
