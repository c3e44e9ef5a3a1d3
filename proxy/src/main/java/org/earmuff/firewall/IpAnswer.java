package org.earmuff.firewall;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code ip -j} prints: a list of things with named values. Nested values are passed over. */
final class IpAnswer {

    private static final JsonFactory JSON = new JsonFactory();

    private IpAnswer() {}

    /** @throws FirewallException if the text is not JSON, as where {@code ip} is not iproute2's */
    static List<Map<String, String>> parse(String text) throws FirewallException {
        List<Map<String, String>> things = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    things.add(thing(parser));
                }
            }
        } catch (IOException e) {
            throw new FirewallException("ip did not answer in JSON: install iproute2 (BusyBox's ip will not do)");
        }
        return things;
    }

    private static Map<String, String> thing(JsonParser parser) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken().isStructStart()) {
                parser.skipChildren();
            } else {
                values.put(name, parser.getText());
            }
        }
        return values;
    }
}
