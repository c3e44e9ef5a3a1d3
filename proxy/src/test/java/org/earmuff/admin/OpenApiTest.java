package org.earmuff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.earmuff.admin.RawHttp.Reply;
import org.earmuff.admin.access.PasswordFile;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The description against real answers: every operation is asked, and every answer has the form that is promised. */
class OpenApiTest {

    private static final String PASSWORD = "four words in a row";

    @TempDir
    Path folder;

    private final TreeSet<String> asked = new TreeSet<>();
    private final List<String> wrong = new ArrayList<>();
    private Map<String, Object> description;
    private SmallHome home;

    @Test
    void every_operation_answers_as_it_is_described() throws Exception {
        new PasswordFile(folder).set(PASSWORD);
        try (SmallHome opened = new SmallHome(folder)) {
            home = opened;
            home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-11-22T11:00:00Z"), 7.94));
            home.ledger.uploaded(Uploads.withheld("nursery", "", Instant.parse("2026-11-22T11:00:01Z"), 2.5));
            await().until(() -> home.ledger.rowsWritten().get("attempt") == 1);
            description = yaml(send("GET", "/api/openapi.yaml", "").body());
            asked.add("get /api/openapi.yaml");

            read();
            muteAndLift();
            letIn();
            refusals();

            assertThat(wrong).isEmpty();
            TreeSet<String> promised = new TreeSet<>();
            map(description, "paths")
                    .forEach((path, item) -> ((Map<?, ?>) item)
                            .keySet().stream()
                                    .filter(method -> !method.equals("parameters"))
                                    .forEach(method -> promised.add(method + " " + path)));
            // The stream has no end; AdminServerTest reads it.
            promised.remove("get /api/v1/events");
            assertThat(asked).isEqualTo(promised);
        }
    }

    @Test
    void every_operation_has_a_name_and_what_changes_something_tells_of_the_header() throws Exception {
        try (SmallHome opened = new SmallHome(folder)) {
            home = opened;
            description = yaml(send("GET", "/api/openapi.yaml", "").body());
        }
        assertThat(map(map(description, "info"), "license")).containsEntry("identifier", "Apache-2.0");
        TreeSet<String> names = new TreeSet<>();
        map(description, "paths")
                .forEach((path, item) -> map(map(description, "paths"), path).forEach((method, operation) -> {
                    if (method.equals("parameters")) {
                        return;
                    }
                    String at = method + " " + path;
                    assertThat(names.add(String.valueOf(cast(operation).get("operationId"))))
                            .as(at)
                            .isTrue();
                    assertThat(map(cast(operation), "responses")).as(at).containsKey("default");
                    boolean told = String.valueOf(cast(operation).get("parameters"))
                            .contains("#/components/parameters/OurHeader");
                    assertThat(told).as(at).isEqualTo(!method.equals("get"));
                }));
        assertThat(names).doesNotContain("null");
    }

    @Test
    void good_answers_of_every_route_are_counted_from_the_first_scrape_on() throws Exception {
        try (SmallHome opened = new SmallHome(folder)) {
            home = opened;
            String scrape = send("GET", "/metrics", "").body();
            description = yaml(send("GET", "/api/openapi.yaml", "").body());
            for (String path : map(description, "paths").keySet()) {
                String route = Pattern.compile("\\{(\\w+)}")
                        .matcher(path)
                        .replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT));
                assertThat(scrape)
                        .contains("earmuff_admin_requests_total{route=\"" + route + "\",code=\"200\",} 0.0\n");
            }
        }
    }

    private void read() throws Exception {
        check("get", "/api/v1/status", "/api/v1/status", "");
        check("get", "/api/v1/speakers", "/api/v1/speakers", "");
        check("get", "/api/v1/speakers/{name}", "/api/v1/speakers/nursery", "");
        check("get", "/api/v1/uploads", "/api/v1/uploads?limit=10&after=0", "");
        check("get", "/api/v1/explain", "/api/v1/explain?speaker=nursery", "");
        for (String path : List.of("/metrics", "/healthz", "/readyz", "/ca.crt")) {
            check("get", path, path, "");
        }
    }

    private void muteAndLift() throws Exception {
        check("put", "/api/v1/mutes", "/api/v1/mutes", "{\"for\":\"PT30M\",\"reason\":\"dinner\"}");
        check("put", "/api/v1/mutes/{scope}", "/api/v1/mutes/all", "");
        check("put", "/api/v1/mutes/{scope}", "/api/v1/mutes/room:Kitchen", "{\"style\":\"refuse\"}");
        check("get", "/api/v1/mutes", "/api/v1/mutes", "");
        check("get", "/api/v1/mutes/{scope}", "/api/v1/mutes/room:Kitchen", "");
        check("get", "/api/v1/status", "/api/v1/status", "");
        check("delete", "/api/v1/mutes/{scope}", "/api/v1/mutes/room:Kitchen", "");
        check("delete", "/api/v1/mutes", "/api/v1/mutes", "");
    }

    private void letIn() throws Exception {
        check("post", "/api/v1/session", "/api/v1/session", "{\"password\":\"" + PASSWORD + "\"}");
        check("get", "/api/v1/session", "/api/v1/session", "");
        check("delete", "/api/v1/session", "/api/v1/session", "");
        check("post", "/api/v1/guests", "/api/v1/guests", "{\"name\":\"Grandma\"}");
        check("get", "/api/v1/guests", "/api/v1/guests", "");
        String id = send("GET", "/api/v1/guests", "")
                .json()
                .objects("guests")
                .get(0)
                .text("id");
        check("delete", "/api/v1/guests/{id}", "/api/v1/guests/" + id, "");
        check("delete", "/api/v1/sessions", "/api/v1/sessions", "");
        check("post", "/api/v1/reload", "/api/v1/reload", "");
    }

    private void refusals() throws Exception {
        home.notReady = List.of("it is stopping");
        check("get", "/readyz", "/readyz", "");
        check("get", "/api/v1/speakers/{name}", "/api/v1/speakers/nobody", "");
        check("get", "/api/v1/uploads", "/api/v1/uploads?limit=0", "");
        check("put", "/api/v1/mutes/{scope}", "/api/v1/mutes/nowhere", "");
        check("post", "/api/v1/session", "/api/v1/session", "{\"password\":\"wrong\"}");
        check("post", "/api/v1/session", "/api/v1/session", "{}");
        check("delete", "/api/v1/guests/{id}", "/api/v1/guests/NOBODY", "");
    }

    private Reply send(String method, String path, String body) throws Exception {
        return RawHttp.send(
                "127.0.0.1",
                home.port(),
                method,
                path,
                body,
                "Authorization: Bearer " + home.token,
                "Content-Type: application/json");
    }

    private void check(String method, String template, String path, String body) throws Exception {
        Reply reply = send(method.toUpperCase(Locale.ROOT), path, body);
        asked.add(method + " " + template);
        String what = method + " " + path + " " + reply.status();
        Map<String, Object> responses = map(map(map(map(description, "paths"), template), method), "responses");
        String key = String.valueOf(reply.status());
        Object promised = responses.containsKey(key) ? responses.get(key) : responses.get("default");
        if (promised == null) {
            wrong.add(what + " is not promised");
            return;
        }
        Map<String, Object> content = map(resolve(promised), "content");
        String type = reply.all("content-type").get(0).split(";", 2)[0];
        if (!content.containsKey(type)) {
            wrong.add(what + " is " + type);
        } else if (type.contains("json")) {
            conforms(
                    map(map(content, type), "schema"),
                    yaml("v: " + reply.body()).get("v"),
                    what);
        }
    }

    /** What of JSON Schema the description uses: type, enum, required, properties, additionalProperties, items, $ref. */
    private void conforms(Object schemaOrRef, Object value, String at) {
        Map<String, Object> schema = resolve(schemaOrRef);
        Object types = schema.get("type");
        List<?> allowed = types instanceof List<?> several ? several : List.of(types);
        if (allowed.stream().noneMatch(type -> isA(String.valueOf(type), value))) {
            wrong.add(at + " is no " + allowed + ": " + value);
            return;
        }
        if (schema.get("enum") instanceof List<?> values && !values.contains(value)) {
            wrong.add(at + " is none of " + values + ": " + value);
        }
        if (value instanceof List<?> list) {
            list.forEach(item -> conforms(schema.get("items"), item, at + "[]"));
        }
        if (value instanceof Map<?, ?> object) {
            Map<String, Object> properties = schema.containsKey("properties") ? map(schema, "properties") : Map.of();
            if (schema.get("required") instanceof List<?> required) {
                required.stream()
                        .filter(name -> !object.containsKey(name))
                        .forEach(name -> wrong.add(at + " lacks " + name));
            }
            object.forEach((name, item) -> {
                if (properties.containsKey(String.valueOf(name))) {
                    conforms(properties.get(String.valueOf(name)), item, at + "." + name);
                } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
                    wrong.add(at + " has " + name + ", which is not described");
                }
            });
        }
    }

    private static boolean isA(String type, Object value) {
        return switch (type) {
            case "null" -> value == null;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "number" -> value instanceof Number;
            case "array" -> value instanceof List;
            default -> value instanceof Map;
        };
    }

    private Map<String, Object> resolve(Object schemaOrRef) {
        Map<String, Object> found = cast(schemaOrRef);
        if (found.get("$ref") instanceof String ref) {
            Map<String, Object> at = description;
            for (String step : ref.substring(2).split("/", -1)) {
                at = map(at, step);
            }
            return at;
        }
        return found;
    }

    private static Map<String, Object> map(Map<String, Object> in, String key) {
        assertThat(in).containsKey(key);
        return cast(in.get(key));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Object value) {
        return (Map<String, Object>) value;
    }

    private static Map<String, Object> yaml(String text) {
        return cast(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    }
}
