package org.earmuff.admin;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.earmuff.admin.access.Access;
import org.earmuff.admin.access.Asker;
import org.earmuff.admin.access.Sessions;

/**
 * Who is let in. A connection is judged by its address, before anything is read; a request by its headers, before it is looked at.
 * The package's comment tells the thoughts behind it.
 */
final class Guard {

    private static final String BEARER = "Bearer ";

    private final Supplier<AdminSettings> settings;
    private final AdminToken token;
    private final Function<InetAddress, CompletionStage<Boolean>> isSpeaker;
    private final Access access;
    private final Provenance provenance;

    Guard(
            Supplier<AdminSettings> settings,
            AdminToken token,
            Function<InetAddress, CompletionStage<Boolean>> isSpeaker,
            Access access) {
        this.access = access;
        this.provenance = new Provenance(() -> settings.get().names());
        this.settings = settings;
        this.token = token;
        this.isSpeaker = isSpeaker;
    }

    /** What the page's own forms carry; other sites cannot read it. */
    String formToken() {
        return provenance.formToken();
    }

    /** Completed on any thread, and at once where the address alone tells. */
    CompletionStage<Boolean> mayConnect(InetAddress address) {
        return isAllowed(address)
                ? isSpeaker.apply(address).thenApply(speaker -> !speaker)
                : CompletableFuture.completedFuture(false);
    }

    /** Whether {@code admin.allow} has the address, speaker or not. */
    boolean isAllowed(InetAddress address) {
        return settings.get().allow().stream().anyMatch(block -> block.contains(address));
    }

    /** The call, who makes it, and the cookie that its answer is to set; throws {@link Problem} where it is refused. */
    Call admit(Call call) {
        Call known = recognise(call);
        // Only now, and not for what a browser keeps for longer: a value that is offered must reach it.
        String cookie = SessionCookie.of(call);
        if (cookie == null || known.session().isEmpty() || call.path().startsWith(Rights.ASSETS)) {
            return known;
        }
        String fresh = access.sessions().renew(cookie);
        return known.renewing(fresh == null ? null : SessionCookie.set(fresh, known.asker(), call.secure()));
    }

    /** The call, and who makes it, where no answer follows yet; throws {@link Problem} where it is refused. */
    Call recognise(Call call) {
        provenance.requireOurHost(call);
        String authorization = call.header("Authorization");
        if (authorization != null) {
            if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    || !token.matches(authorization.substring(BEARER.length()).strip())) {
                throw new Problem(
                        401, "the token is not the one in " + AdminToken.FILE + " of the appliance's state folder");
            }
            return call.as(Asker.MACHINE, "");
        }
        provenance.requireOurPage(call);
        Call known = known(call);
        if (!Rights.isOpen(call)) {
            Rights.require(known);
        }
        return known;
    }

    /** Who a cookie says it is; without a password nobody needs one. */
    private Call known(Call call) {
        if (!access.passwords().areSet()) {
            return call.as(Asker.ANYONE, "");
        }
        String cookie = SessionCookie.of(call);
        if (cookie == null) {
            return call;
        }
        Sessions sessions = access.sessions();
        // What brings a file was looked at when it began, minutes ago.
        Sessions.Seen seen = call.received() == null ? sessions.look(cookie, call.from()) : sessions.lookAgain(cookie);
        return call.as(seen.asker(), seen.session());
    }

    /** Whether who opened a stream may go on watching: nobody's session has ended, and no password was set meanwhile. */
    boolean mayStillWatch(Call opened) {
        return opened.session().isEmpty()
                ? opened.trusted() || !access.passwords().areSet()
                : access.sessions().isOpen(opened.session());
    }
}
