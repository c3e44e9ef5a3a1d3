package org.earmuff.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS client says in clear before anything else.
 *
 * @param serverName the name it asks for, lower case; null where it sends none, or one that is no plain host name
 * @param tls13 whether it offers TLS 1.3
 */
public record ClientHello(@Nullable String serverName, boolean tls13) {

    /** More than this before the hello is whole makes it {@link Bad}. */
    public static final int MOST_BYTES = 16 * 1024;

    /** The answer to held bytes. */
    public sealed interface Answer permits Incomplete, Good, Bad {}

    /** So far it may be a hello; ask again with more. */
    public record Incomplete() implements Answer {}

    /** A whole hello. */
    public record Good(ClientHello hello) implements Answer {}

    /** It is none, and will not become one. */
    public record Bad() implements Answer {}

    private static final Answer INCOMPLETE = new Incomplete();
    private static final Answer BAD = new Bad();

    private static final int CLIENT_HELLO = 1;
    private static final int HANDSHAKE_HEADER = 4;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int TLS_1_3 = 0x0304;
    /** Reads a stream's first bytes, from the reader index on; consumes and keeps nothing, and never throws on what they hold. */
    public static Answer read(ByteBuf stream) {
        int from = stream.readerIndex();
        int to = from + Math.min(stream.readableBytes(), MOST_BYTES);
        byte[] handshake = new byte[to - from];
        int length = 0;
        int at = from;
        while (at < to) {
            if (stream.getUnsignedByte(at) != TlsRecords.HANDSHAKE
                    || (at + 1 < to && stream.getUnsignedByte(at + 1) != 3)) {
                return BAD;
            }
            if (at + TlsRecords.HEADER > to) {
                break;
            }
            int body = stream.getUnsignedShort(at + 3);
            if (body == 0 || body > TlsRecords.LONGEST_BODY) {
                return BAD;
            }
            at += TlsRecords.HEADER;
            int here = Math.min(body, to - at);
            stream.getBytes(at, handshake, length, here);
            length += here;
            at += here;
            Answer answer = message(handshake, length);
            if (!(answer instanceof Incomplete)) {
                return answer;
            }
        }
        return stream.readableBytes() >= MOST_BYTES ? BAD : INCOMPLETE;
    }

    /** Reads a handshake without records around it, as QUIC carries it (RFC 9001, 4); keeps nothing and never throws on what it holds. */
    static Answer handshake(byte[] bytes, int length) {
        Answer answer = message(bytes, length);
        return answer instanceof Incomplete && length >= MOST_BYTES ? BAD : answer;
    }

    private static Answer message(byte[] handshake, int length) {
        if (length == 0) {
            return INCOMPLETE;
        }
        if (handshake[0] != CLIENT_HELLO) {
            return BAD;
        }
        if (length < HANDSHAKE_HEADER) {
            return INCOMPLETE;
        }
        int body = ((handshake[1] & 0xff) << 16) | ((handshake[2] & 0xff) << 8) | (handshake[3] & 0xff);
        if (body > MOST_BYTES) {
            return BAD;
        }
        return length < HANDSHAKE_HEADER + body
                ? INCOMPLETE
                : hello(new Cursor(handshake, HANDSHAKE_HEADER, HANDSHAKE_HEADER + body));
    }

    private static Answer hello(Cursor in) {
        in.skip(2 + 32);
        in.skip(in.u8());
        in.skip(in.u16());
        in.skip(in.u8());
        if (in.failed()) {
            return BAD;
        }
        String name = null;
        boolean tls13 = false;
        Cursor extensions = in.atEnd() ? in : in.part(in.u16());
        while (!extensions.atEnd()) {
            int type = extensions.u16();
            Cursor extension = extensions.part(extensions.u16());
            if (extensions.failed()) {
                return BAD;
            }
            if (type == SERVER_NAME) {
                name = serverName(extension);
            } else if (type == SUPPORTED_VERSIONS) {
                tls13 = offers13(extension);
            }
        }
        return extensions.failed() ? BAD : new Good(new ClientHello(name, tls13));
    }

    private static @Nullable String serverName(Cursor in) {
        Cursor list = in.part(in.u16());
        while (!list.atEnd()) {
            int type = list.u8();
            Cursor name = list.part(list.u16());
            if (list.failed()) {
                return null;
            }
            if (type == HOST_NAME) {
                return HostNames.plain(name.text());
            }
        }
        return null;
    }

    private static boolean offers13(Cursor in) {
        Cursor list = in.part(in.u8());
        boolean offered = false;
        while (!list.atEnd()) {
            offered |= list.u16() == TLS_1_3 && !list.failed();
        }
        return offered;
    }

    /** Reads within bounds; past them it fails and stays at its end, so that every loop ends. */
    private static final class Cursor {
        private final byte[] bytes;
        private final int to;
        private int at;
        private boolean failed;

        Cursor(byte[] bytes, int at, int to) {
            this.bytes = bytes;
            this.at = at;
            this.to = to;
        }

        int u8() {
            if (at >= to) {
                failed = true;
                return 0;
            }
            return bytes[at++] & 0xff;
        }

        int u16() {
            int high = u8();
            return (high << 8) | u8();
        }

        void skip(int n) {
            part(n);
        }

        Cursor part(int n) {
            if (n > to - at) {
                failed = true;
                at = to;
                return new Cursor(bytes, to, to);
            }
            at += n;
            return new Cursor(bytes, at - n, at);
        }

        boolean atEnd() {
            return at >= to;
        }

        boolean failed() {
            return failed;
        }

        String text() {
            return new String(bytes, at, to - at, StandardCharsets.US_ASCII);
        }
    }
}
