package org.earmuff.home;

/** What a speaker is recognised by. A MAC address wins over addresses, a longer prefix over a shorter one. */
public sealed interface Matcher permits Mac, Cidr {

    /**
     * Reads a MAC address, an IP address or a CIDR block.
     *
     * @throws IllegalArgumentException with a clause for the user: what is wrong and what would be right
     */
    static Matcher parse(String text) {
        if (Mac.looksLike(text)) {
            return Mac.parse(text);
        }
        if (text.indexOf('/') >= 0 || IpText.parse(text) != null || text.indexOf('%') >= 0) {
            Cidr block = Cidr.parse(text);
            if (block.prefix() == 0) {
                throw new IllegalArgumentException(
                        "is every address there is, so that every device would be this speaker; write the speaker's own");
            }
            return block;
        }
        throw new IllegalArgumentException("is neither a MAC address, an IP address nor a CIDR block;"
                + " write one like 44:65:0D:12:34:56, 192.168.1.20 or 192.168.1.0/28");
    }
}
