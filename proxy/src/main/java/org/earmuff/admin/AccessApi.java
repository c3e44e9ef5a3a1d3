package org.earmuff.admin;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.earmuff.admin.access.Access;
import org.earmuff.admin.access.Asker;
import org.earmuff.admin.access.Guests;
import org.earmuff.admin.access.LinePace;
import org.earmuff.flow.HouseClock;
import org.earmuff.json.Json;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logging in and out, and guest links, for programs and for the forms of {@link AccessPage}. */
final class AccessApi {

    private static final String NO_PASSWORD =
            "no password is set: set one on the appliance's machine with \"sudo earmuff password\"";
    private static final Logger LOG = LoggerFactory.getLogger(AccessApi.class);

    private final Access access;
    private final AccessPage page;
    /** A guest may come by the link as often as they like. */
    private final LinePace guestLines;

    AccessApi(Access access, Guard guard, Supplier<AdminSettings> settings, HouseClock clock) {
        this.access = access;
        this.guestLines = new LinePace(clock, 10, Duration.ofMinutes(1));
        this.page = new AccessPage(access, guard::formToken, settings);
    }

    /** {@code GET /api/v1/session}: who is asking. */
    Answer whoAmI(Call call) {
        return Answer.json(who(call.asker()));
    }

    private JsonObject who(Asker asker) {
        return new JsonObject()
                .put("who", asker.name().toLowerCase(java.util.Locale.ROOT))
                .put("password_set", access.passwords().areSet())
                .put("may_mute", asker.mayMute())
                .put("may_administer", asker.mayAdminister());
    }

    /** {@code POST /api/v1/session}. */
    CompletionStage<Answer> logIn(Call call) {
        String password;
        try {
            password = Json.readObject(call.body()).requireText("password");
        } catch (JsonException e) {
            throw new Problem(400, "send {\"password\":\"…\"}: " + e.getMessage());
        }
        return check(call, password).thenApply(problem -> {
            if (problem != null) {
                throw problem;
            }
            return Answer.json(who(Asker.OWNER)).with("Set-Cookie", openOwner(call));
        });
    }

    /** {@code POST /login}, the page's form. */
    CompletionStage<Answer> logInForm(Call call) {
        String password = call.field("password");
        String to = call.field("to");
        return check(call, password == null ? "" : password)
                .thenApply(problem -> problem == null
                        ? Answer.seeOther(ours(to)).with("Set-Cookie", openOwner(call))
                        : page.login(ours(to), problem));
    }

    Answer loginPage(Call call) {
        if (!access.passwords().areSet() || call.asker() == Asker.OWNER) {
            return Answer.seeOther("/");
        }
        return page.login(ours(call.parameter("to")), null);
    }

    private String openOwner(Call call) {
        endOld(call);
        LOG.info("{} logged in", call.from().getHostAddress());
        return SessionCookie.set(access.openOwner(call.from()), Asker.OWNER, call.secure());
    }

    /** The one that the browser had before: its cookie is about to be replaced. */
    private void endOld(Call call) {
        String old = SessionCookie.of(call);
        if (old != null) {
            access.sessions().end(old);
        }
    }

    /** Null where the password is right, else what to answer. */
    private CompletionStage<@Nullable Problem> check(Call call, String password) {
        if (!access.passwords().areSet()) {
            return CompletableFuture.completedFuture(new Problem(409, NO_PASSWORD));
        }
        if (!access.passwords().problem().isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Problem(503, access.passwords().problem()));
        }
        String from = call.from().getHostAddress();
        OptionalLong wait = access.limits().take(call.from());
        if (wait.isPresent()) {
            LOG.debug("log-in from {} not looked at: too many tries", from);
            return CompletableFuture.completedFuture(
                    Problem.later(429, Phrases.say("login.often", wait.getAsLong()), wait.getAsLong()));
        }
        try {
            return access.passwords().check(password).thenApply(right -> {
                if (right) {
                    access.limits().succeeded(call.from());
                    return null;
                }
                LOG.warn("wrong password from {}", from);
                return new Problem(401, Phrases.say("login.wrong"));
            });
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(Problem.later(503, Phrases.say("login.busy"), 2));
        }
    }

    /** A path of this site; anything else becomes the first page. */
    private static String ours(@Nullable String to) {
        boolean good = to != null
                && to.startsWith("/")
                && !to.startsWith("//")
                && !to.startsWith(Rights.LOGIN)
                && to.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\');
        return good ? String.valueOf(to) : "/";
    }

    /** {@code DELETE /api/v1/session}. */
    Answer logOut(Call call) {
        String cookie = SessionCookie.of(call);
        if (cookie != null) {
            access.sessions().end(cookie);
        }
        return Answer.json(new JsonObject().put("ended", cookie != null))
                .with("Set-Cookie", SessionCookie.clear(call.secure()));
    }

    Answer logOutForm(Call call) {
        logOut(call);
        return Answer.seeOther(access.passwords().areSet() ? Rights.LOGIN : "/")
                .with("Set-Cookie", SessionCookie.clear(call.secure()));
    }

    /** {@code DELETE /api/v1/sessions}: everybody has to log in again. */
    Answer endAll() {
        int ended = access.endAll();
        LOG.info("all sessions were ended: {}", ended);
        return Answer.json(new JsonObject().put("ended", ended));
    }

    Answer guests(Call call) {
        if (!call.asker().mayAdminister()) {
            throw new Problem(403, "guest links are told to who logged in with the password, and to the token");
        }
        return Answer.json(new JsonObject()
                .put(
                        "guests",
                        access.guests().all().stream().map(AccessApi::json).toList()));
    }

    private static JsonObject json(Guests.Guest guest) {
        return new JsonObject().put("id", guest.id()).put("name", guest.name()).put("made", guest.made());
    }

    /** {@code POST /api/v1/guests}: the link is told this once. */
    Answer makeGuest(Call call) {
        try {
            JsonObject body = call.body().isBlank() ? new JsonObject() : Json.readObject(call.body());
            Map.Entry<Guests.Guest, String> made = make(body.text("name"));
            return Answer.json(json(made.getKey()).put("link", Rights.GUEST + made.getValue()));
        } catch (JsonException e) {
            throw new Problem(400, String.valueOf(e.getMessage()));
        }
    }

    private Map.Entry<Guests.Guest, String> make(@Nullable String text) {
        String name = text == null || text.isBlank() ? "guest" : text.strip();
        Guests.objection(name).ifPresent(why -> {
            throw new Problem(400, why);
        });
        if (!access.passwords().areSet()) {
            throw new Problem(409, "a guest link means nothing yet: " + NO_PASSWORD);
        }
        try {
            return access.guests().make(name);
        } catch (IllegalStateException e) {
            throw new Problem(409, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new Problem(503, "the guest link could not be kept: " + e.getMessage());
        }
    }

    /** {@code DELETE /api/v1/guests/ID}: the link and its sessions are over. */
    Answer revokeGuest(String id) {
        try {
            if (!access.guests().revoke(id)) {
                throw new Problem(404, "there is no guest link " + id);
            }
        } catch (IOException e) {
            throw new Problem(503, "the link is over, but a restart would bring it back: " + e.getMessage());
        } finally {
            access.endStale();
        }
        return Answer.json(new JsonObject().put("revoked", id));
    }

    /** {@code GET /access}. */
    Answer accessPage(Call call) {
        if (call.asker() == Asker.GUEST) {
            throw new Problem(403, "a guest link is for looking only");
        }
        return page.access(call.asker(), null);
    }

    /** {@code POST /access}, the page's forms. */
    Answer accessForm(Call call) {
        String revoke = call.field("revoke");
        if (revoke != null) {
            revokeGuest(revoke);
            return Answer.seeOther("/access");
        }
        if (call.field("end") != null) {
            endAll();
            return Answer.seeOther(Rights.LOGIN).with("Set-Cookie", SessionCookie.clear(call.secure()));
        }
        Map.Entry<Guests.Guest, String> made = make(call.field("name"));
        String scheme = call.secure() ? "https://" : "http://";
        return page.access(call.asker(), scheme + call.header("Host") + Rights.GUEST + made.getValue());
    }

    /** {@code GET /g/TOKEN}: a page with a button, since a link that is only looked at ahead must not log in. */
    Answer guestPage(String token) {
        return page.guest(token, access.guests().of(token).orElseThrow(AccessApi::noLink));
    }

    Answer enterAsGuest(Call call, String token) {
        if (!access.passwords().areSet() || call.asker() == Asker.OWNER) {
            return Answer.seeOther("/");
        }
        Guests.Guest guest = access.guests().of(token).orElseThrow(AccessApi::noLink);
        String from = call.from().getHostAddress();
        guestLines
                .next()
                .ifPresent(leftOut -> LOG.info(
                        "{} came by the guest link {} ({}){}", from, guest.id(), guest.name(), LinePace.more(leftOut)));
        endOld(call);
        String cookie = SessionCookie.set(access.openGuest(guest.id(), call.from()), Asker.GUEST, call.secure());
        return Answer.seeOther("/").with("Set-Cookie", cookie);
    }

    private static Problem noLink() {
        return new Problem(404, Phrases.say("guest.over"));
    }
}
