package org.earmuff.rules;

/** What may happen to a speaker's upstream now. Ordered by strictness: refuse, withhold, limit, allow. */
public sealed interface Verdict {

    /** The word users read in commands, rows, labels and JSON. */
    String word();

    /** Larger is stricter; only the order means something. */
    int strictness();

    /** Forward everything at once. */
    record Allow() implements Verdict {
        @Override
        public String word() {
            return "allow";
        }

        @Override
        public int strictness() {
            return 0;
        }
    }

    /** Forward everything, shaped to a rate. */
    record Limit(Rate rate) implements Verdict {
        @Override
        public String word() {
            return "limit";
        }

        @Override
        public int strictness() {
            return 1;
        }
    }

    /** Forward nothing that is, or might yet turn out to be, sound; the speaker stays online. */
    record Withhold() implements Verdict {
        @Override
        public String word() {
            return "withhold";
        }

        @Override
        public int strictness() {
            return 2;
        }
    }

    /** Forward nothing at all: open connections are aborted, new ones are reset. */
    record Refuse() implements Verdict {
        @Override
        public String word() {
            return "refuse";
        }

        @Override
        public int strictness() {
            return 3;
        }
    }

    Verdict ALLOW = new Allow();
    Verdict WITHHOLD = new Withhold();
    Verdict REFUSE = new Refuse();
}
