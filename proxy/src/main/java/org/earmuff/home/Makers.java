package org.earmuff.home;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makers of speakers by the first three bytes of a hardware address, from the data file {@code makers.txt}. Read when first asked. */
public final class Makers {

    private static final String FILE = "makers.txt";
    private static final int HEX = 16;
    private static final int LOW_BYTES = 24;

    /**
     * One who makes speakers.
     *
     * @param profile what the configuration calls the habits of its speakers
     * @param mostlySpeakers false where most devices of the house by this maker are something else: phones, computers
     */
    public record Maker(String name, String profile, boolean mostlySpeakers) {}

    private static final class Loaded {
        static final Map<Integer, Maker> BY_PREFIX = read();
    }

    private Makers() {}

    /** Whose device this is by its address; empty where it is none of theirs, or has made its address up. */
    public static Optional<Maker> of(Mac mac) {
        return mac.madeUp()
                ? Optional.empty()
                : Optional.ofNullable(Loaded.BY_PREFIX.get((int) (mac.bits() >>> LOW_BYTES)));
    }

    /** Lines {@code NAME|PROFILE|speakers or mixed|PREFIX PREFIX ...}; # begins a comment. */
    private static Map<Integer, Maker> read() {
        Map<Integer, Maker> makers = new HashMap<>();
        try (InputStream in = Makers.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the program has no file " + FILE);
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] fields = line.split("\\|", -1);
                    Maker maker = new Maker(fields[0], fields[1], fields[2].equals("speakers"));
                    for (String prefix : fields[3].split(" ", -1)) {
                        makers.put(Integer.parseInt(prefix, HEX), maker);
                    }
                }
            }
            return makers;
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own file " + FILE + " cannot be read", e);
        }
    }
}
