package org.earmuff.ledger.archive;

/** What kind of thing told a time. */
enum Source {
    AMAZON(Vendor.AMAZON, false),
    AMAZON_RECORDING(Vendor.AMAZON, true),
    GOOGLE(Vendor.GOOGLE, false),
    GOOGLE_RECORDING(Vendor.GOOGLE, true),
    TABLE(Vendor.UNKNOWN, false);

    /** Whose archive it is. */
    enum Vendor {
        AMAZON("Amazon"),
        GOOGLE("Google"),
        UNKNOWN("not said");

        private final String word;

        Vendor(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    private final Vendor vendor;
    private final boolean recording;

    Source(Vendor vendor, boolean recording) {
        this.vendor = vendor;
        this.recording = recording;
    }

    Vendor vendor() {
        return vendor;
    }

    /** Whether it is a file of sound, which a row of text may tell of too. */
    boolean recording() {
        return recording;
    }
}
