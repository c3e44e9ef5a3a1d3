package org.earmuff.demo;

/**
 * One made-up speaker.
 *
 * @param name a-z, 0-9 and -, at most 40 of them: the cloud counts under it
 * @param seed what it draws from: the same seed draws the same requests
 */
public record SpeakerPlan(String name, Vendor vendor, Shape shape, Timing timing, long seed) {
    public SpeakerPlan {
        if (Greeting.parse(name + " 1 voice") == null) {
            throw new IllegalArgumentException("speaker \"" + name + "\": a-z, 0-9 and -, at most 40 of them");
        }
    }
}
