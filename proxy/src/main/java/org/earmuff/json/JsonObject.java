package org.earmuff.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One JSON object, its fields in the order in which they were put. Not thread-safe. */
public final class JsonObject {

    private final Map<String, @Nullable Object> fields;

    public JsonObject() {
        this(new LinkedHashMap<>());
    }

    JsonObject(Map<String, @Nullable Object> fields) {
        this.fields = fields;
    }

    /** Sets a field: a string, number, boolean, instant, {@code JsonObject}, iterable of these, or null. */
    public JsonObject put(String key, @Nullable Object value) {
        fields.put(key, value);
        return this;
    }

    public Set<String> keys() {
        return Collections.unmodifiableSet(fields.keySet());
    }

    /** The raw value; null where it is absent or null. */
    public @Nullable Object get(String key) {
        return fields.get(key);
    }

    /** A string; null where it is absent or null. */
    public @Nullable String text(String key) throws JsonException {
        Object value = fields.get(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new JsonException("\"" + key + "\" must be a string");
    }

    /** A string that must be there. */
    public String requireText(String key) throws JsonException {
        String value = text(key);
        if (value == null) {
            throw new JsonException("\"" + key + "\" is missing");
        }
        return value;
    }

    /** A number; 0 where it is absent or null. */
    public double number(String key) throws JsonException {
        Object value = fields.get(key);
        if (value == null) {
            return 0;
        }
        if (value instanceof Number n) {
            return n.doubleValue();
        }
        throw new JsonException("\"" + key + "\" must be a number");
    }

    /** A truth value; false where it is absent or null. */
    public boolean flag(String key) throws JsonException {
        Object value = fields.get(key);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw new JsonException("\"" + key + "\" must be true or false");
    }

    /** An object; null where it is absent or null. */
    public @Nullable JsonObject object(String key) throws JsonException {
        Object value = fields.get(key);
        if (value == null || value instanceof JsonObject) {
            return (JsonObject) value;
        }
        throw new JsonException("\"" + key + "\" must be an object");
    }

    /** A list of objects; empty where it is absent or null. */
    public List<JsonObject> objects(String key) throws JsonException {
        List<JsonObject> found = new ArrayList<>();
        for (Object value : list(key)) {
            if (!(value instanceof JsonObject o)) {
                throw new JsonException("\"" + key + "\" must hold objects only");
            }
            found.add(o);
        }
        return found;
    }

    /** A list of strings; empty where it is absent or null. */
    public List<String> texts(String key) throws JsonException {
        List<String> found = new ArrayList<>();
        for (Object value : list(key)) {
            if (!(value instanceof String s)) {
                throw new JsonException("\"" + key + "\" must hold strings only");
            }
            found.add(s);
        }
        return found;
    }

    private List<?> list(String key) throws JsonException {
        Object value = fields.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> l) {
            return l;
        }
        throw new JsonException("\"" + key + "\" must be a list");
    }

    Map<String, @Nullable Object> fields() {
        return fields;
    }

    /** The object as JSON on one line. */
    @Override
    public String toString() {
        return Json.write(this);
    }
}
