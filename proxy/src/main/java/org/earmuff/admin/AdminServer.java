package org.earmuff.admin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.earmuff.admin.access.Access;
import org.earmuff.admin.access.Asker;
import org.earmuff.tls.OwnAuthority;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin interface of a running appliance: who is asking, then what leads where. */
public final class AdminServer implements AutoCloseable {

    private static final long TEND_SECONDS = 60;
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    private final AdminListener listener = new AdminListener();
    private final AdminTls tls;
    private final Access access;
    private final Guard guard;
    private final UploadRoom uploads;
    private final Router router;
    private final Pages pages;
    private final ProblemPage wrong = new ProblemPage(() -> settings().household());
    private final EventStream events;
    private volatile AdminSettings settings;

    /**
     * Begins to listen.
     *
     * @throws IOException where the address cannot be listened on; the message names it
     */
    public AdminServer(AdminSettings settings, AdminParts parts, AdminToken token, OwnAuthority authority)
            throws IOException {
        this(settings, parts, token, authority, AdminListener.REQUEST_MILLIS);
    }

    AdminServer(AdminSettings settings, AdminParts parts, AdminToken token, OwnAuthority authority, long requestMillis)
            throws IOException {
        this.settings = settings;
        this.tls = new AdminTls(authority, parts.clock());
        tls.apply(settings);
        access = new Access(parts.state(), parts.clock(), listener.blocking());
        guard = new Guard(this::settings, token, parts.isSpeaker(), access);
        uploads = new UploadRoom(parts.state(), guard::recognise);
        SnapshotReader snapshots = new SnapshotReader(parts, this::settings);
        ReadApi read = new ReadApi(this::settings, parts, snapshots, access.passwords()::areSet);
        events = new EventStream(listener.loop(), listener.blocking(), parts.clock(), read::news);
        access.onEnd(() -> events.recheck(guard::mayStillWatch));
        pages = new Pages(this::settings, snapshots, parts);
        router = new Router(
                read,
                new MutesApi(this::settings, parts),
                pages,
                new AccessApi(access, guard, this::settings, parts.clock()),
                new Assets(),
                tls,
                guard,
                parts,
                listener.questions(),
                listener.longQuestions(),
                new SharedScrape(parts.metrics()::scrape, parts.clock(), listener.blocking()));
        parts.metrics().adminRoutes(Router.LABELS);
        listener.listen(
                settings.listen(),
                new AdminListener.Service(
                        new Guarded(),
                        guard::mayConnect,
                        tls::context,
                        events,
                        parts.metrics()::adminRequest,
                        requestMillis));
        listener.loop().scheduleWithFixedDelay(this::tend, TEND_SECONDS, TEND_SECONDS, TimeUnit.SECONDS);
        listener.loop().scheduleWithFixedDelay(() -> access.tend(listener.blocking()), 1, 1, TimeUnit.SECONDS);
    }

    /** Every request passes the guard first, whether there is anything where it leads or not. */
    private final class Guarded implements Site {
        @Override
        public String label(String path) {
            Router.Route route = router.find(path);
            return route == null ? AdminHandler.NOWHERE : route.label();
        }

        @Override
        public UploadRoom uploads() {
            return uploads;
        }

        @Override
        public CompletionStage<Answer> carryOut(Call asked) {
            if (!wrong.isFor(asked)) {
                return refereed(asked);
            }
            try {
                return refereed(asked).exceptionally(failure -> wrong.page(asked, failure));
            } catch (Problem problem) {
                return CompletableFuture.completedFuture(wrong.page(asked, problem));
            }
        }

        private CompletionStage<Answer> refereed(Call asked) {
            Call call = guard.admit(asked);
            String cookie = call.renewed();
            if (cookie == null) {
                return answer(call);
            }
            try {
                // Answers that are errors, too: the value is told this once.
                return answer(call).handle((a, failure) -> told(a, failure).unless("Set-Cookie", cookie));
            } catch (Problem problem) {
                return CompletableFuture.completedFuture(problem.answer().unless("Set-Cookie", cookie));
            }
        }

        private static Answer told(@Nullable Answer answer, @Nullable Throwable failure) {
            Answer told = failure == null ? answer : Problem.answerTo(failure);
            if (told == null) {
                throw new CompletionException(failure);
            }
            return told;
        }

        private CompletionStage<Answer> answer(Call call) {
            Router.Route route = router.find(call.path());
            if (route == null) {
                throw new Problem(404, "there is nothing at " + call.path());
            }
            CompletionStage<Answer> answer = router.carryOut(route, call);
            return call.method().equals("GET") ? answer.thenApply(a -> watched(call, a)) : answer;
        }

        private Answer watched(Call call, Answer answer) {
            Problem full = answer.opensStream() ? events.makeRoom(call) : null;
            return full == null ? answer : full.answer();
        }
    }

    /** Where it listens; the real port where the settings said 0. */
    public InetSocketAddress address() {
        return listener.address();
    }

    private AdminSettings settings() {
        return settings;
    }

    /**
     * Puts other settings in force; where it listens stays as it is. Who may not connect any longer, also as it is a
     * speaker from now on, is cut off.
     */
    public void apply(AdminSettings next) {
        settings = next;
        try {
            tls.apply(next);
        } catch (IOException e) {
            LOG.error("{}; it stays as it was", e.getMessage());
        }
        listener.recheck(guard::mayConnect);
        changed();
    }

    private void tend() {
        try {
            listener.blocking().execute(() -> tls.tend(settings));
        } catch (RejectedExecutionException e) {
            LOG.debug("too many questions to look at the certificate: in a minute again");
        }
    }

    /** Makes the first page ready, in the background, once there is something to show. Any thread, never waits. */
    public void prepare() {
        Asker usual = access.passwords().areSet() ? Asker.OWNER : Asker.ANYONE;
        try {
            CompletableFuture.runAsync(() -> pages.prepare(usual, guard.formToken()), listener.blocking())
                    .whenComplete((done, failure) -> {
                        if (failure != null) {
                            LOG.warn("the first page could not be made ready", failure);
                        }
                    });
        } catch (RejectedExecutionException e) {
            LOG.debug("many ask for pages already, so none needs to be made ready");
        }
    }

    /** Something that pages show has changed: a verdict, a mute, an upload. Any thread, never waits. */
    public void changed() {
        events.nudge();
    }

    /** Closes the listener and every client. */
    @Override
    public void close() {
        listener.close();
        access.close();
    }
}
