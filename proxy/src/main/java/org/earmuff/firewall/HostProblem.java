package org.earmuff.firewall;

/**
 * A setting of the box, not ours to change, that spoils what the firewall does.
 *
 * @param about a word or two
 * @param cutsOff whether speakers reach nothing because of it
 */
public record HostProblem(String about, boolean cutsOff, String what, String remedy) {

    /** One sentence. */
    @Override
    public String toString() {
        return what + ": " + remedy;
    }
}
