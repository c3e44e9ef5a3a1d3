package org.earmuff.notify;

/** What can be told, with the title, the tags and the priority (1 to 5) that ntfy shows it with. */
public enum Topic {
    /** Sound left, or was recognised and withheld, while nobody is at home. */
    UPLOAD_WHILE_AWAY("upload-while-away", "Sound while you are away", "loud_sound", 4),
    /** A speaker sends sound for longer than it should in one go. */
    LONG_UPLOAD("long-upload", "A long upload", "hourglass", 4),
    /** A device that is no configured speaker reached the proxy the first time since the start. */
    NEW_DEVICE("new-device", "An unknown device", "grey_question", 3),
    /** The account cannot be written, rows of it were lost, or somebody changed it. */
    LEDGER_BROKEN("ledger-broken", "Trouble with the account", "warning", 4),
    /** Once a day where the account stands: kept by whoever gets it, it shows later that nobody rewrote what came before. */
    LEDGER_HEAD("ledger-head", "The account's head", "lock", 2);

    private final String word;
    private final String title;
    private final String tags;
    private final int priority;

    Topic(String word, String title, String tags, int priority) {
        this.word = word;
        this.title = title;
        this.tags = tags;
        this.priority = priority;
    }

    /**
     * By its word in a configuration.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static Topic of(String word) {
        for (Topic topic : values()) {
            if (topic.word.equals(word)) {
                return topic;
            }
        }
        throw new IllegalArgumentException("there is no event " + word);
    }

    /** The word in a configuration. */
    public String word() {
        return word;
    }

    /** ASCII, since it goes into a header. */
    String title() {
        return title;
    }

    String tags() {
        return tags;
    }

    int priority() {
        return priority;
    }
}
