package org.earmuff.firewall;

/**
 * What {@link Firewall#check} found, for a person.
 *
 * @param wrong true where the kernel is not as the configuration wants it; false for a setting of the box that spoils the effect
 * @param what a sentence without its full stop
 * @param remedy what to do about it, a command where there is one
 */
public record Finding(boolean wrong, String what, String remedy) {

    static Finding wrong(String what, String remedy) {
        return new Finding(true, what, remedy);
    }

    static Finding warning(String what, String remedy) {
        return new Finding(false, what, remedy);
    }

    /** Both on one line. */
    @Override
    public String toString() {
        return what + ": " + remedy;
    }
}
