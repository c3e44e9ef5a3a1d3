package org.earmuff.rules.voice;

/** What an upload is: a voice request over a stream, or a call over datagrams. */
public enum Kind {
    VOICE("voice"),
    CALL("call");

    private final String word;

    Kind(String word) {
        this.word = word;
    }

    /** The word users read. */
    public String word() {
        return word;
    }
}
