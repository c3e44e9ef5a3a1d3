package org.earmuff.admin;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Axe-core, which knows the rules of accessibility that a machine can check. */
public final class Axe {

    /** What WCAG 2.2 asks for at A and AA, and axe's own good practice. */
    private static final String RUN = "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.help + ' at '"
            + " + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | ')))";

    private static final String SCRIPT = script();

    private Axe() {}

    private static String script() {
        try (InputStream script = Axe.class.getResourceAsStream("axe-core-4.14.1/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a page breaks of them. Its folded parts are unfolded. */
    public static List<String> violations(Page page) {
        page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })");
        // As text and not as a script of the page's, which its own policy refuses.
        page.evaluate(SCRIPT + "; undefined");
        return ((List<?>) page.evaluate(RUN)).stream().map(String::valueOf).toList();
    }
}
