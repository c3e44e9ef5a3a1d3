package org.earmuff.admin;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.earmuff.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Which path and method leads where. What reads the disk runs on the executor, never on the event loop. */
final class Router {

    /** Where the page's forms go, for browsers without JavaScript. */
    static final String FORM = "/mutes";

    private static final String SPEAKER = "/api/v1/speakers/";
    private static final String MUTE = "/api/v1/mutes/";
    private static final String GUESTS = "/api/v1/guests/";
    private static final String ASSET = "/assets/";

    /** Every route's label where 200 is an answer; what only sends elsewhere, as the page's forms do, is not among them. */
    static final List<String> LABELS = List.of(
            "/",
            "/uploads",
            "/uploads.csv",
            "/uploads.json",
            "/room",
            UploadRoom.FORM,
            "/rules",
            "/system",
            Rights.LOGIN,
            "/access",
            Rights.GUEST + "TOKEN",
            ASSET,
            "/ca.crt",
            "/healthz",
            "/readyz",
            "/metrics",
            "/api/openapi.yaml",
            "/api/v1/status",
            "/api/v1/speakers",
            SPEAKER + "NAME",
            "/api/v1/uploads",
            "/api/v1/explain",
            "/api/v1/mutes",
            MUTE + "SCOPE",
            Rights.SESSION,
            "/api/v1/sessions",
            "/api/v1/guests",
            GUESTS + "ID",
            "/api/v1/reload",
            "/api/v1/events");

    private final ReadApi read;
    private final MutesApi mutes;
    private final Pages pages;
    private final AccessApi access;
    private final Assets assets;
    private final AdminTls tls;
    private final Guard guard;
    private final AdminParts parts;
    private final Questions questions;
    private final Questions longQuestions;
    private final SharedScrape scrape;

    private interface Target extends Function<Call, CompletionStage<Answer>> {}

    /** A route's label for the metrics, and what each method does there. */
    record Route(String label, Map<String, Target> targets) {}

    Router(
            ReadApi read,
            MutesApi mutes,
            Pages pages,
            AccessApi access,
            Assets assets,
            AdminTls tls,
            Guard guard,
            AdminParts parts,
            Questions questions,
            Questions longQuestions,
            SharedScrape scrape) {
        this.read = read;
        this.mutes = mutes;
        this.pages = pages;
        this.access = access;
        this.assets = assets;
        this.tls = tls;
        this.guard = guard;
        this.parts = parts;
        this.questions = questions;
        this.longQuestions = longQuestions;
        this.scrape = scrape;
    }

    /** The route of a path; null where it leads nowhere. */
    @Nullable
    Route find(String path) {
        if (path.startsWith(SPEAKER) && path.length() > SPEAKER.length()) {
            String name = path.substring(SPEAKER.length());
            return get(SPEAKER + "NAME", call -> reading(call, () -> read.speaker(name)));
        }
        if (path.startsWith(MUTE) && path.length() > MUTE.length()) {
            return mute(
                    MUTE + "SCOPE",
                    path.substring(MUTE.length()),
                    call -> now(() -> mutes.one(path.substring(MUTE.length()))));
        }
        if (path.startsWith(Rights.GUEST)) {
            String token = path.substring(Rights.GUEST.length());
            return new Route(
                    Rights.GUEST + "TOKEN",
                    Map.of(
                            "GET", call -> now(() -> access.guestPage(token)),
                            "POST", call -> now(() -> access.enterAsGuest(call, token))));
        }
        if (path.startsWith(GUESTS) && path.length() > GUESTS.length()) {
            String id = path.substring(GUESTS.length());
            return new Route(GUESTS + "ID", Map.of("DELETE", call -> reading(call, () -> access.revokeGuest(id))));
        }
        if (path.startsWith(ASSET)) {
            return get(ASSET, call -> now(() -> assets.answer(path.substring(ASSET.length()), call)));
        }
        Pages.Target page = pages.find(path);
        if (page == null) {
            return fixed(path);
        }
        Target shown = call -> {
            Received received = call.received();
            Questions asked = received == null || received.file() == null ? questions : longQuestions;
            return asked.ask(call.from(), () -> pages.answer(page, call, guard.formToken()));
        };
        return new Route(
                path, path.equals(UploadRoom.FORM) ? Map.of("GET", shown, "POST", shown) : Map.of("GET", shown));
    }

    private @Nullable Route fixed(String path) {
        return switch (path) {
            case FORM -> new Route(path, Map.of("POST", this::form));
            case "/api/v1/status" -> get(path, call -> reading(call, () -> Answer.json(read.status())));
            case "/api/v1/speakers" -> get(path, call -> reading(call, read::speakers));
            case "/api/v1/uploads" -> new Route(path, Map.of("GET", call -> reading(call, () -> read.uploads(call))));
            case "/api/v1/explain" -> new Route(path, Map.of("GET", call -> now(() -> read.explain(call))));
            case "/api/v1/mutes" -> mute(path, "all", call -> now(mutes::all));
            case "/api/v1/reload" ->
                new Route(path, Map.of("POST", call -> reading(call, () -> reload(call.only(Set.of())))));
            case "/api/v1/events" -> get(path, call -> now(() -> Answer.events(call)));
            case Rights.LOGIN, Rights.LOGOUT, Rights.SESSION, "/api/v1/sessions", "/api/v1/guests", "/access" ->
                new Route(path, doors(path));
            case "/ca.crt" -> get(path, call -> reading(call, this::authority));
            case "/api/openapi.yaml" -> get(path, call -> now(() -> assets.answer("openapi.yaml", call)));
            case "/metrics" -> get(path, this::metrics);
            case "/healthz" -> get(path, call -> now(this::healthy));
            case "/readyz" -> get(path, call -> now(this::ready));
            default -> null;
        };
    }

    private Map<String, Target> doors(String path) {
        return switch (path) {
            case Rights.LOGIN ->
                Map.of("GET", call -> now(() -> access.loginPage(call.only(Set.of("to")))), "POST", access::logInForm);
            case Rights.LOGOUT -> Map.of("POST", call -> now(() -> access.logOutForm(call)));
            case Rights.SESSION ->
                Map.of(
                        "GET", call -> now(() -> access.whoAmI(call.only(Set.of()))),
                        "POST", call -> access.logIn(call.only(Set.of())),
                        "DELETE", call -> now(() -> access.logOut(call.only(Set.of()))));
            case "/api/v1/sessions" -> Map.of("DELETE", call -> now(access::endAll));
            case "/api/v1/guests" ->
                Map.of(
                        "GET", call -> now(() -> access.guests(call.only(Set.of()))),
                        "POST", call -> reading(call, () -> access.makeGuest(call.only(Set.of()))));
            default ->
                Map.of(
                        "GET", call -> now(() -> access.accessPage(call.only(Set.of()))),
                        "POST", call -> reading(call, () -> access.accessForm(call)));
        };
    }

    /** Carries a call out. Never throws: every failure is in the stage, as a {@link Problem} where the user can mend it. */
    CompletionStage<Answer> carryOut(Route route, Call call) {
        String method = call.method().equals("HEAD") ? "GET" : call.method();
        Target target = route.targets().get(method);
        if (target == null) {
            return CompletableFuture.completedFuture(notAllowed(route, call.method()));
        }
        try {
            return target.apply(call);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Answer notAllowed(Route route, String method) {
        Set<String> allowed = new TreeSet<>(route.targets().keySet());
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        String list = String.join(", ", allowed);
        return new Problem(405, method + " is not possible here; possible: " + list)
                .answer()
                .with("Allow", list);
    }

    private static Route get(String label, Target target) {
        return new Route(label, Map.of("GET", call -> target.apply(call.only(Set.of()))));
    }

    private Route mute(String label, String scope, Target get) {
        return new Route(
                label,
                Map.of(
                        "GET", call -> get.apply(call.only(Set.of())),
                        "PUT", call -> mutes.set(call.only(Set.of()), scope),
                        "DELETE", call -> mutes.lift(call.only(Set.of()), scope)));
    }

    /** The form's answer is the page again, so that reloading it does not mute twice. */
    private CompletionStage<Answer> form(Call call) {
        String scope = call.field("scope");
        if (scope == null) {
            throw new Problem(400, "the form names no scope");
        }
        String length = call.field("for");
        boolean lift = "lift".equals(call.field("do"));
        return mutes.fromForm(scope, length == null || length.isEmpty() ? null : length, call.field("until"), lift)
                .handle((receipt, failure) -> {
                    if (failure != null) {
                        throw MutesApi.refusal(failure);
                    }
                    return Answer.seeOther("/");
                });
    }

    /** All or nothing, so that a refusal tells everything that is wrong and changes nothing. */
    private Answer reload(Call call) {
        if (!call.asker().mayAdminister()) {
            throw new Problem(
                    401,
                    "to reload, log in, or send \"Authorization: Bearer\" and the token in " + AdminToken.FILE
                            + " of the appliance's state folder");
        }
        Reloaded done = parts.reload().get();
        if (done.problems().isEmpty()) {
            return Answer.json(new JsonObject()
                    .put("sha256", done.sha256())
                    .put("changed", done.changed())
                    .put("need_restart", done.needRestart()));
        }
        List<JsonObject> problems = done.problems().stream()
                .map(p -> new JsonObject()
                        .put("file", p.file())
                        .put("line", p.line() == 0 ? null : p.line())
                        .put("path", p.path())
                        .put("value", p.value())
                        .put("message", p.message())
                        .put("text", p.text()))
                .toList();
        throw new Problem(
                422,
                "the configuration is not usable, the one before stays in force: "
                        + done.problems().get(0).text(),
                new JsonObject().put("problems", problems).put("sha256", done.sha256()));
    }

    /** The certificate that browsers are told to trust. */
    private Answer authority() {
        byte[] pem = tls.authority()
                .orElseThrow(() -> new Problem(404, "there is no certificate authority of its own here"));
        return new Answer(200, "application/x-x509-ca-cert", pem, Map.of());
    }

    private CompletionStage<Answer> metrics(Call call) {
        return call.trusted() ? reading(call, scrape::fresh) : scrape.answer();
    }

    /** Alive, whatever else may be wrong: it answers, and the policy does. */
    private Answer healthy() {
        parts.house().speakers();
        return Answer.of(200, Answer.TEXT, "ok\n");
    }

    private Answer ready() {
        List<String> problems = parts.condition().get().notReady();
        if (problems.isEmpty()) {
            return Answer.of(200, Answer.TEXT, "ready\n");
        }
        throw new Problem(503, String.join("; ", problems), new JsonObject().put("not_ready", problems));
    }

    private static CompletionStage<Answer> now(Supplier<Answer> answer) {
        return CompletableFuture.completedFuture(answer.get());
    }

    private CompletionStage<Answer> reading(Call call, Supplier<Answer> answer) {
        return questions.ask(call.from(), answer);
    }
}
