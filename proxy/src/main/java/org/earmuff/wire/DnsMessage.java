package org.earmuff.wire;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a DNS message asks and answers (RFC 1035, 4; AAAA: RFC 3596), as far as names of addresses go. Everything else in it is passed
 * over: other types, EDNS (RFC 6891), authority and additional records.
 *
 * @param id by which an answer belongs to its question
 * @param response whether it is an answer
 * @param name what is asked for, lower case; null where that is no plain host name
 * @param type of the question, e.g. 1 for A
 * @param addresses of the name, at the end of its aliases; empty in a question, and where there are none
 * @param ttlSeconds for how long they are good, the least of all records on the way; 0 where there are none
 */
public record DnsMessage(
        int id, boolean response, @Nullable String name, int type, List<InetAddress> addresses, long ttlSeconds) {

    /** Records that are looked at; a longer answer is read as far as this. */
    static final int MOST_RECORDS = 64;

    private static final int HEADER = 12;
    private static final int RESPONSE = 0x8000;
    private static final int RCODE = 0x000f;
    private static final int INTERNET = 1;
    private static final int A = 1;
    private static final int CNAME = 5;
    private static final int AAAA = 28;
    private static final int LONGEST_NAME = 255;
    private static final int POINTER = 0xc0;

    public DnsMessage {
        addresses = List.copyOf(addresses);
    }

    /**
     * Reads a whole datagram, from the reader index on; consumes nothing, and never throws on what it holds.
     *
     * @return null where it is no message with one question
     */
    public static @Nullable DnsMessage read(ByteBuf datagram) {
        Reader in = new Reader(datagram.slice());
        int id = in.u16();
        int flags = in.u16();
        int questions = in.u16();
        int answers = in.u16();
        in.skip(HEADER - 8);
        String asked = in.name();
        int type = in.u16();
        int kind = in.u16();
        if (in.failed || asked == null || questions != 1) {
            return null;
        }
        boolean response = (flags & RESPONSE) != 0;
        DnsMessage bare = new DnsMessage(id, response, HostNames.plain(asked), type, List.of(), 0);
        boolean tells = response && (flags & RCODE) == 0 && kind == INTERNET;
        return tells ? bare.answered(in, asked, Math.min(answers, MOST_RECORDS)) : bare;
    }

    /** Follows the aliases in their usual order, each before what it leads to. */
    private DnsMessage answered(Reader in, String asked, int records) {
        List<InetAddress> found = new ArrayList<>();
        long ttl = Long.MAX_VALUE;
        String wanted = asked;
        for (int i = 0; i < records; i++) {
            String owner = in.name();
            int type = in.u16();
            int kind = in.u16();
            long ttlHere = in.u32();
            int length = in.u16();
            int data = in.at;
            in.skip(length);
            if (in.failed || owner == null) {
                // Cut off, as long answers over UDP are: what came before is good.
                break;
            }
            if (kind != INTERNET || !owner.equals(wanted)) {
                continue;
            }
            if (type == CNAME) {
                wanted = in.nameAt(data);
                ttl = Math.min(ttl, ttlHere);
                if (wanted == null) {
                    break;
                }
            } else if ((type == A && length == 4) || (type == AAAA && length == 16)) {
                found.add(in.address(data, length));
                ttl = Math.min(ttl, ttlHere);
            }
        }
        // The topmost bit means zero (RFC 2181, 8).
        long good = ttl > Integer.MAX_VALUE ? 0 : ttl;
        return new DnsMessage(id, true, name, type, found, found.isEmpty() ? 0 : good);
    }

    /** Reads within bounds; past them it fails and stays at its end. Names cost at most {@value #LONGEST_NAME} steps. */
    private static final class Reader {
        private final ByteBuf bytes;
        private int at;
        private boolean failed;

        Reader(ByteBuf bytes) {
            this.bytes = bytes;
        }

        int u16() {
            return (int) number(2);
        }

        long u32() {
            return number(4);
        }

        private long number(int length) {
            int from = at;
            skip(length);
            long number = 0;
            for (int i = 0; i < length && !failed; i++) {
                number = (number << 8) | bytes.getUnsignedByte(from + i);
            }
            return number;
        }

        void skip(int n) {
            if (n > bytes.readableBytes() - at) {
                failed = true;
                at = bytes.readableBytes();
            } else {
                at += n;
            }
        }

        /** The name here, lower case, labels joined with dots; null where it is none. Ends behind it. */
        @Nullable
        String name() {
            String name = nameAt(at);
            while (!failed) {
                int length = (int) number(1);
                if ((length & POINTER) == POINTER) {
                    skip(1);
                    break;
                }
                if (length == 0) {
                    break;
                }
                skip(length);
            }
            return failed ? null : name;
        }

        /** The same anywhere; a pointer leads backwards only, so that none leads round and round (RFC 1035, 4.1.4). */
        @Nullable
        String nameAt(int start) {
            StringBuilder name = new StringBuilder();
            int from = start;
            int earliest = start;
            while (from < bytes.readableBytes()) {
                int length = bytes.getUnsignedByte(from);
                if (length == 0) {
                    return name.toString().toLowerCase(Locale.ROOT);
                }
                if ((length & POINTER) == POINTER) {
                    if (from + 1 >= bytes.readableBytes()) {
                        return null;
                    }
                    int to = ((length & ~POINTER) << 8) | bytes.getUnsignedByte(from + 1);
                    if (to >= earliest) {
                        return null;
                    }
                    earliest = to;
                    from = to;
                    continue;
                }
                boolean fits = (length & POINTER) == 0
                        && from + 1 + length <= bytes.readableBytes()
                        && name.length() + 1 + length <= LONGEST_NAME;
                if (!fits) {
                    return null;
                }
                name.append(name.length() == 0 ? "" : ".")
                        .append(bytes.toString(from + 1, length, StandardCharsets.ISO_8859_1));
                from += 1 + length;
            }
            return null;
        }

        InetAddress address(int from, int length) {
            byte[] address = new byte[length];
            bytes.getBytes(from, address);
            try {
                return InetAddress.getByAddress(address);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("an address of " + length + " bytes", e);
            }
        }
    }
}
