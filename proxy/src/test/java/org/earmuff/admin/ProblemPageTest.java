package org.earmuff.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.earmuff.admin.RawHttp.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong is told to people in a page, and to programs in JSON. */
class ProblemPageTest {

    private static final String BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";

    @TempDir
    Path folder;

    private SmallHome home;

    @BeforeEach
    void open() throws Exception {
        home = new SmallHome(folder);
    }

    @AfterEach
    void close() {
        home.close();
    }

    private Reply get(String path, String... headers) throws Exception {
        return RawHttp.send("127.0.0.1", home.port(), "GET", path, "", headers);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /nowhere | 404 | There is nothing at /nowhere.
            /uploads?verdict=banana | 400 | is one of allow, limit, withhold, refuse
            /uploads?from=yesterday | 400 | must be a day, such as 2026-11-22
            /room?name=Cellar | 404 | Cellar
            /g/AAAA | 404 | ask whoever looks after Earmuff
            """)
    void a_person_is_shown_a_page_with_the_way_back(String path, int status, String said) throws Exception {
        Reply page = get(path, BROWSER);

        assertThat(page.status()).isEqualTo(status);
        assertThat(page.head()).contains("text/html").contains("Content-Security-Policy");
        assertThat(page.body()).contains(said).contains("<a class=\"button\" href=\"/\">Back to the dashboard</a>");
    }

    @Test
    void what_somebody_put_into_an_address_is_text_in_the_page() throws Exception {
        assertThat(get("/%3Cscript%3Ealert(1)%3C/script%3E", BROWSER).body())
                .contains("&lt;script&gt;")
                .doesNotContain("<script>");
    }

    @ParameterizedTest
    @CsvSource({"/nowhere, Accept: */*", "/api/v1/nothing, " + BROWSER, "/nowhere, X-Earmuff: 1"})
    void a_program_gets_json(String path, String header) throws Exception {
        Reply answer = get(path, header);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.head()).contains("application/problem+json");
        assertThat(answer.json().text("detail")).startsWith("there is nothing at");
    }

    @Test
    void a_foreign_name_is_refused_in_a_page_with_the_remedy() throws Exception {
        Reply page =
                RawHttp.raw("127.0.0.1", home.port(), RawHttp.request("GET", "/", "", "Host: evil.example", BROWSER));

        assertThat(page.status()).isEqualTo(403);
        assertThat(page.body()).contains("admin.names").doesNotContain("kitchen");
    }
}
