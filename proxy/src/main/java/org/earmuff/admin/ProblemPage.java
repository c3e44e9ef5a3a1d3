package org.earmuff.admin;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.earmuff.words.Phrases;

/** What a person is shown where a page cannot be: what went wrong, in words, and the way back. Programs get {@link Problem#answer}. */
final class ProblemPage {

    /** For programs, whoever looks at them. */
    private static final Set<String> PLAIN = Set.of("/healthz", "/readyz", "/metrics", "/ca.crt");

    private static final Set<Integer> TOLD = Set.of(400, 401, 403, 404, 405, 409, 413, 429);

    private final Supplier<String> household;

    ProblemPage(Supplier<String> household) {
        this.household = household;
    }

    /** Whether it is a person's browser that asks for a page, and not a script of ours or a program. */
    boolean isFor(Call call) {
        String accepts = call.header("Accept");
        return Rights.isPage(call.path())
                && !PLAIN.contains(call.path())
                && call.header(Provenance.OUR_HEADER) == null
                && accepts != null
                && accepts.toLowerCase(Locale.ROOT).contains("text/html");
    }

    /** Throws what is no problem of the person's, or sends them elsewhere. */
    Answer page(Call call, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof Problem problem)) {
            throw new CompletionException(cause);
        }
        Answer plain = problem.answer();
        if (plain.status() < 400) {
            return plain;
        }
        String key = TOLD.contains(plain.status()) ? String.valueOf(plain.status()) : "other";
        String title = Phrases.say("problem." + key);
        Answer page = PlainPage.of(
                plain.status(),
                title,
                household.get(),
                Html.of("problem.html")
                        .text("title", title)
                        .text("detail", sentence(String.valueOf(problem.getMessage())))
                        .text("status", plain.status())
                        .fill());
        for (var header : plain.headers().entrySet()) {
            page = page.with(header.getKey(), header.getValue());
        }
        return page;
    }

    private static String sentence(String text) {
        String upper = Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return upper.endsWith(".") ? upper : upper + ".";
    }
}
