package org.earmuff.rules.voice;

/** How the sound of an upload is coded, as far as sizes and pace tell. */
public enum Coding {
    CBR_32K("cbr-32k"),
    CBR_64K("cbr-64k"),
    PCM_256K("pcm-256k"),
    /** Another constant rate. */
    CBR("cbr"),
    /** A variable rate. */
    VBR("vbr");

    private final String word;

    Coding(String word) {
        this.word = word;
    }

    /** The word users read. */
    public String word() {
        return word;
    }
}
