package org.earmuff.doctor;

/**
 * One thing that was looked at.
 *
 * @param about a word or two
 * @param text what was found
 * @param remedy a command, or what to do; empty where nothing need be done
 */
public record Diagnosis(Level level, String about, String text, String remedy) {

    /** How bad it is. */
    public enum Level {
        OK("ok"),
        /** It may be meant so, or it costs something, or it could not be looked at. */
        WARN("warn"),
        /** Earmuff does not do its work like this. */
        FAIL("fail");

        private final String word;

        Level(String word) {
            this.word = word;
        }

        /** The word users read. */
        public String word() {
            return word;
        }
    }

    static Diagnosis ok(String about, String text) {
        return new Diagnosis(Level.OK, about, text, "");
    }

    static Diagnosis warn(String about, String text, String remedy) {
        return new Diagnosis(Level.WARN, about, text, remedy);
    }

    static Diagnosis fail(String about, String text, String remedy) {
        return new Diagnosis(Level.FAIL, about, text, remedy);
    }

    /** Something that only root may see. */
    static Diagnosis hidden(String about) {
        return warn(about, "could not look", "run as root: sudo earmuff doctor");
    }
}
