package org.earmuff.ledger.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Activations in JSON of any shape: Amazon's history by its record keys and identifiers, Google's activity by its product, and else objects
 * that have a time. An object with a time stands for all that it contains. Read as a stream; texts that are not needed are skipped.
 */
final class JsonRecords {

    private static final int DEEPEST = 200;
    private static final int MOST_WAITING = 256;
    private static final int LONGEST = 512;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private final String file;
    private final boolean asked;
    private final Findings findings;
    private final Deque<Frame> frames = new ArrayDeque<>();

    /** Its source is null where nothing says that it is about sound. */
    private record Found(
            TimeWords.Written time,
            @Nullable String device,
            @Nullable Source source) {}

    /** One object that is not over yet. */
    private static final class Frame {
        private TimeWords.@Nullable Written time;
        private @Nullable String device;
        private Names.@Nullable Recording key;
        private @Nullable String product;
        private boolean activity;
        private boolean amazon;
        private boolean recorded;
        private final List<Found> within = new ArrayList<>();
    }

    /** @param asked whether the user named this very file */
    JsonRecords(String file, boolean asked, Findings findings) {
        this.file = file;
        this.asked = asked;
        this.findings = findings;
    }

    void read(Reader in) throws IOException {
        frames.push(new Frame());
        try (JsonParser json = FACTORY.createParser(in)) {
            json.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                findings.goOn();
                if (token == JsonToken.START_OBJECT) {
                    frames.push(new Frame());
                } else if (token == JsonToken.END_OBJECT) {
                    end(frames.pop());
                } else if (token.isScalarValue()) {
                    value(json, token);
                }
            }
        } catch (JsonProcessingException e) {
            findings.not(
                    file,
                    "damaged JSON: what comes after its line "
                            + Math.max(
                                    1,
                                    e.getLocation() == null
                                            ? 1
                                            : e.getLocation().getLineNr()) + " cannot be read");
        } finally {
            // What a damaged file had begun to say counts as far as it came.
            while (frames.size() > 1) {
                end(frames.pop());
            }
            frames.pop().within.forEach(this::emit);
        }
    }

    private Frame frame() {
        return frames.getFirst();
    }

    private void value(JsonParser json, JsonToken token) throws IOException {
        String key = key(json);
        switch (key) {
            case "recordkey",
                    "timestamp",
                    "time",
                    "creationtimestamp",
                    "utteranceid",
                    "audioid",
                    "date",
                    "datetime",
                    "at",
                    "recordingtime",
                    "utterancetime",
                    "eventtime",
                    "created",
                    "serialnumber",
                    "deviceserialnumber",
                    "devicename",
                    "device",
                    "deviceid",
                    "speaker",
                    "header",
                    "products",
                    "audiofiles",
                    "utterancetype" -> {
                if ((token == JsonToken.VALUE_STRING && json.getTextLength() <= LONGEST)
                        || token == JsonToken.VALUE_NUMBER_INT) {
                    take(key, json.getText(), token != JsonToken.VALUE_STRING);
                }
            }
            default -> {}
        }
    }

    /** Values of a list stand under the list's key. */
    private static String key(JsonParser json) {
        String name = json.getParsingContext().getCurrentName();
        if (name == null && json.getParsingContext().getParent() != null) {
            name = json.getParsingContext().getParent().getCurrentName();
        }
        return name == null || name.length() > 40
                ? ""
                : name.toLowerCase(Locale.ROOT).replace("_", "").replace(" ", "");
    }

    private void take(String key, String text, boolean number) {
        Frame frame = frame();
        Names.Recording recording = number ? null : Names.recordKey(text);
        if (recording == null && !number) {
            recording = Names.identifier(text);
        }
        if (recording != null) {
            frame.key = frame.key == null || key.equals("recordkey") ? recording : frame.key;
            return;
        }
        switch (key) {
            case "header", "products" -> {
                // A list of products may be as long as the file.
                if (frame.product == null || frame.product.length() < LONGEST) {
                    frame.product = (frame.product == null ? "" : frame.product + " ") + text.toLowerCase(Locale.ROOT);
                }
                frame.activity = true;
            }
            case "audiofiles" -> frame.recorded = true;
            case "utterancetype" -> frame.amazon = true;
            case "serialnumber", "deviceserialnumber" -> frame.device = text;
            case "devicename", "device", "deviceid", "speaker" -> {
                if (frame.device == null && !text.isBlank() && text.length() <= 64) {
                    frame.device = text;
                }
            }
            case "recordkey", "utteranceid", "audioid" -> {}
            default -> {
                TimeWords.Written time = TimeWords.read(text);
                frame.time = time != null && frame.time == null ? time : frame.time;
            }
        }
    }

    private void end(Frame frame) {
        Found own = own(frame);
        Frame parent = frame();
        if (own != null) {
            parent.within.add(own);
        } else {
            parent.within.addAll(frame.within);
        }
        if (parent.within.size() > MOST_WAITING) {
            parent.within.forEach(this::emit);
            parent.within.clear();
        }
    }

    private @Nullable Found own(Frame frame) {
        Names.Recording key = frame.key;
        if (key != null) {
            return new Found(key.time(), key.device(), Source.AMAZON);
        }
        TimeWords.Written time = frame.time;
        if (time == null) {
            return null;
        }
        if (frame.activity) {
            String product = frame.product;
            if (frame.recorded || (product != null && product.contains("assistant"))) {
                return new Found(time, frame.device, Source.GOOGLE);
            }
            findings.not(file, "activities of another product than the Assistant");
            return null;
        }
        if (frame.amazon) {
            return new Found(time, frame.device, Source.AMAZON);
        }
        return new Found(time, frame.device, frame.device == null && !asked ? null : Source.TABLE);
    }

    private void emit(Found found) {
        Source source = found.source();
        if (source == null) {
            findings.not(file, "objects with a time that tell of no sound");
        } else {
            findings.add(file, found.time(), false, found.device(), source);
        }
    }
}
