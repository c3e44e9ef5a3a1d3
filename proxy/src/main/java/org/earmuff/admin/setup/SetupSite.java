package org.earmuff.admin.setup;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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

    /** Browsers that went on before, of which some may still be open; only who knows the code can make one more. */
    private static final int MOST_BEFORE = 8;

    private final Setup setup;
    private final Passwords passwords;
    private final LoginLimits limits;
    private final Executor blocking;
    private final Provenance provenance;
    private final SetupPages pages;
    private final Assets assets = new Assets();
    private final String code;
    private final Deque<String> before = new ArrayDeque<>();
    private final Object writing = new Object();
    private volatile String cookie = "";
    private volatile boolean takenOver;
    private volatile Draft draft = Draft.empty();
    private volatile @Nullable Discovery found;
    private volatile @Nullable Answer starting;

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
        Answer last = starting;
        if (last != null) {
            return now(last);
        }
        if (!path.startsWith(STEP)) {
            return now(reads && path.equals(SETUP) && !knows(call) ? door(call) : goTo(reads ? first(call) : SETUP));
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

    private Answer door(Call call) {
        String sent = SessionCookie.of(call);
        synchronized (this) {
            return sent != null && before.contains(sent) ? pages.codeAgain() : pages.code(null);
        }
    }

    /** Changes the answers in a browser's name, unless another one has gone on meanwhile. */
    private synchronized boolean change(Call call, UnaryOperator<Draft> how) {
        if (!knows(call)) {
            return false;
        }
        draft = how.apply(draft);
        return true;
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
        letIn(knows(call));
        return goTo(STEP + "password").with("Set-Cookie", SessionCookie.set(cookie, Asker.OWNER, call.secure()));
    }

    /** Whoever goes on must know the password at the end: it is asked of a browser that did not choose it. */
    private synchronized void letIn(boolean again) {
        if (!cookie.isEmpty()) {
            before.addLast(cookie);
            if (before.size() > MOST_BEFORE) {
                before.removeFirst();
            }
            takenOver = takenOver || !again;
        }
        if (!again) {
            draft = draft.password("");
        }
        cookie = Secrets.random(32);
    }

    private CompletionStage<Answer> show(String step, Call call) {
        if (draft.passwordHash().isEmpty() && !step.equals("password")) {
            return now(goTo(STEP + "password"));
        }
        return switch (step) {
            case "password" ->
                now(takenOver && draft.passwordHash().isEmpty() ? pages.passwordAgain() : pages.password(null));
            case "speakers" -> later(() -> speakers(call.parameter("look") != null));
            case "hours" -> now(pages.hours(draft, draft.timed() ? draft.complaintsOfHours() : List.of()));
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
            case "write" -> later(() -> write(call));
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
        return passwords
                .hash(password)
                .thenApply(hash -> change(call, d -> d.password(hash)) ? goTo(SetupPages.SPEAKERS) : goTo(SETUP));
    }

    private Answer speakers(boolean again) {
        String trouble = null;
        try {
            if (again || found == null) {
                found = setup.discovery().look();
            }
        } catch (IOException e) {
            trouble = Phrases.say("setup.speakers.blind", String.valueOf(e.getMessage()));
        }
        // Of a device that was found just now nobody has been asked in which room it is.
        List<Complaint> wrong = draft.placed() && !again ? complaintsOfSpeakers(draft) : List.of();
        return pages.speakers(draft, found, setup.interfaces().get(), wrong, trouble);
    }

    private Answer takeSpeakers(Call call) {
        List<String> there = setup.interfaces().get();
        if (!change(call, d -> SetupForms.speakers(call, d, there))) {
            return goTo(SETUP);
        }
        if (call.field("look") != null) {
            return goTo(SetupPages.SPEAKERS + "?look=again");
        }
        return complaintsOfSpeakers(draft).isEmpty() ? goTo(SetupPages.HOURS) : speakers(false);
    }

    private List<Complaint> complaintsOfSpeakers(Draft of) {
        List<Complaint> all = new ArrayList<>(new SpeakerRows(of, found).complaints());
        if (of.redirected() && of.interfaces().isEmpty()) {
            all.add(new Complaint("network", Phrases.say("setup.network.none")));
        }
        return all;
    }

    private Answer takeHours(Call call) {
        if (!change(call, d -> SetupForms.hours(call, d))) {
            return goTo(SETUP);
        }
        List<Complaint> wrong = draft.complaintsOfHours();
        return wrong.isEmpty() ? goTo(STEP + "look") : pages.hours(draft, wrong);
    }

    private Answer look(@Nullable String trouble) {
        Draft now = draft;
        String yaml = setup.yaml(now);
        return pages.look(yaml, setup.file().toString(), wrong(now, yaml), trouble);
    }

    /** What keeps the answers from being written, with the way to mend it, as HTML; nothing where they may be. */
    private String wrong(Draft of, String yaml) {
        String known = Complaint.notice(complaintsOfSpeakers(of), SetupPages.SPEAKERS)
                + Complaint.notice(of.complaintsOfHours(), SetupPages.HOURS);
        return known.isEmpty() ? SetupPages.unplaced(setup.problems(yaml)) : known;
    }

    private Answer write(Call call) {
        synchronized (writing) {
            Draft now = draft;
            Answer last = starting;
            if (last != null) {
                return last;
            }
            if (!knows(call) || now.passwordHash().isEmpty()) {
                return goTo(SETUP);
            }
            String yaml = setup.yaml(now);
            return wrong(now, yaml).isEmpty() ? write(now, yaml) : look(null);
        }
    }

    private Answer write(Draft now, String yaml) {
        try {
            new PasswordFile(setup.state()).put(now.passwordHash());
            FirstFile.write(setup.file(), yaml);
            LOG.info("{} is written; set-up is over", setup.file());
            Answer last = fileIsThere();
            setup.written();
            return last;
        } catch (FileAlreadyExistsException e) {
            return look(Phrases.say("setup.look.exists", setup.file()));
        } catch (IOException e) {
            LOG.info("{} cannot be written by this process: {}", setup.file(), e.getMessage());
            return byHand(yaml, String.valueOf(e.getMessage()));
        }
    }

    /** There is a good file, whoever wrote it: from now on every page says that Earmuff starts, and what is left. */
    Answer fileIsThere() {
        Answer last = starting;
        if (last == null) {
            last = pages.starting(setup.file().toString(), setup.address(), left());
            starting = last;
        }
        return last;
    }

    private SetupPages.Left left() {
        try {
            Draft now = draft;
            if (!Files.readString(setup.file()).equals(setup.yaml(now))) {
                return SetupPages.Left.UNKNOWN;
            }
            return now.redirected() ? SetupPages.Left.FIREWALL : SetupPages.Left.SOCKS;
        } catch (IOException e) {
            return SetupPages.Left.UNKNOWN;
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
