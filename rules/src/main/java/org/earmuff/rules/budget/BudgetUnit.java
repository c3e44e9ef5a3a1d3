package org.earmuff.rules.budget;

/** What a budget counts. */
public enum BudgetUnit {
    /** Sound that left, as estimated; amounts are milliseconds. */
    SECONDS("seconds"),
    /** Bytes handed to the cloud's connections, whatever they were. */
    BYTES("bytes");

    private final String word;

    BudgetUnit(String word) {
        this.word = word;
    }

    /** The word users read. */
    public String word() {
        return word;
    }
}
