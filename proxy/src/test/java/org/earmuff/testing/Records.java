package org.earmuff.testing;

import java.io.ByteArrayOutputStream;

/** TLS records as bytes: real headers, bodies of a recognisable pattern. */
public final class Records {

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION = 23;

    private Records() {}

    public static byte[] application(int body) {
        return record(APPLICATION, body);
    }

    public static byte[] handshake(int body) {
        return record(HANDSHAKE, body);
    }

    public static byte[] changeCipherSpec() {
        return record(CHANGE_CIPHER_SPEC, 1);
    }

    public static byte[] record(int type, int body) {
        byte[] bytes = new byte[5 + body];
        bytes[0] = (byte) type;
        bytes[1] = 3;
        bytes[2] = 3;
        bytes[3] = (byte) (body >> 8);
        bytes[4] = (byte) body;
        for (int i = 0; i < body; i++) {
            bytes[5 + i] = (byte) (i * 31 + body);
        }
        return bytes;
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
