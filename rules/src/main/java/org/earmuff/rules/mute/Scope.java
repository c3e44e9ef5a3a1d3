package org.earmuff.rules.mute;

/** Whom a mute covers: everyone, one room, or one speaker. Printed and parsed as {@code all}, {@code room:NAME}, {@code speaker:NAME}. */
public sealed interface Scope {

    /** Whether a speaker of this name, in this room, is covered. Names compare exactly. */
    boolean covers(String speaker, String room);

    record All() implements Scope {
        @Override
        public boolean covers(String speaker, String room) {
            return true;
        }

        @Override
        public String toString() {
            return "all";
        }
    }

    record Room(String name) implements Scope {
        public Room {
            requireName(name);
        }

        @Override
        public boolean covers(String speaker, String room) {
            return name.equals(room);
        }

        @Override
        public String toString() {
            return "room:" + name;
        }
    }

    record Speaker(String name) implements Scope {
        public Speaker {
            requireName(name);
        }

        @Override
        public boolean covers(String speaker, String room) {
            return name.equals(speaker);
        }

        @Override
        public String toString() {
            return "speaker:" + name;
        }
    }

    Scope ALL = new All();

    /**
     * Reads {@code all}, {@code room:NAME} or {@code speaker:NAME}.
     *
     * @throws IllegalArgumentException with a sentence for the user where the text is none of these
     */
    static Scope parse(String text) {
        String t = text.strip();
        if (t.equals("all")) {
            return ALL;
        }
        if (t.startsWith("room:") && t.length() > "room:".length()) {
            return new Room(t.substring("room:".length()).strip());
        }
        if (t.startsWith("speaker:") && t.length() > "speaker:".length()) {
            return new Speaker(t.substring("speaker:".length()).strip());
        }
        throw new IllegalArgumentException("scope \"" + text + "\" is none of: all, room:NAME, speaker:NAME");
    }

    private static void requireName(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a scope names a room or a speaker");
        }
    }
}
