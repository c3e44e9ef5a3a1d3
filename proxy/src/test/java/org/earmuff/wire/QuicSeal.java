package org.earmuff.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Makes Initial packets as a client does, for the connection id of the RFCs' examples and with the keys printed there. */
public final class QuicSeal {

    public static final byte[] CONNECTION = hex("8394c8f03e515708");
    /** The CRYPTO frame of RFC 9001, A.2: a hello to example.com. */
    public static final byte[] HELLO = hex("060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e868"
            + "04fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578"
            + "616d706c652e636f6dff01000100000a00080006001d00170018001000070005"
            + "04616c706e000500050100000000003300260024001d00209370b2c9caa47fba"
            + "baf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b000302030400"
            + "0d0010000e0403050306030203080408050806002d00020101001c0002400100"
            + "3900320408ffffffffffffffff05048000ffff07048000ffff08011001048000"
            + "75300901100f088394c8f03e51570806048000ffff");

    private final int version;
    private final byte[] key;
    private final byte[] iv;
    private final byte[] mask;

    private QuicSeal(int version, String key, String iv, String mask) {
        this.version = version;
        this.key = hex(key);
        this.iv = hex(iv);
        this.mask = hex(mask);
    }

    /** With the client's keys of RFC 9001, A.1. */
    public static QuicSeal version1() {
        return new QuicSeal(
                1, "1f369613dd76d5467730efcbe3b1a22d", "fa044b2f42a3fd3b46fb255c", "9f50449e04a0e810283a1e9933adedd2");
    }

    /** With the client's keys of RFC 9369, A.1. */
    public static QuicSeal version2() {
        return new QuicSeal(
                0x6b3343cf,
                "8b1a0bc121284290a29e0971b5cd045d",
                "91f73e2351d8fa91660e909f",
                "45b95e15235d6f45a6b19cbcb0294ba9");
    }

    /** A packet with these frames, padded to a payload of so many bytes. */
    public byte[] initial(int number, byte[] frames, int payload) {
        byte[] plain = java.util.Arrays.copyOf(frames, payload);
        int length = 4 + payload + 16;
        ByteBuffer header = ByteBuffer.allocate(22)
                .put((byte) (version == 1 ? 0xc3 : 0xd3))
                .putInt(version)
                .put((byte) 8)
                .put(CONNECTION)
                .put((byte) 0)
                .put((byte) 0)
                .putShort((short) (0x4000 | length))
                .putInt(number);
        try {
            byte[] nonce = iv.clone();
            for (int i = 0; i < 4; i++) {
                nonce[11 - i] ^= (byte) (number >>> (8 * i));
            }
            Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
            gcm.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            gcm.updateAAD(header.array());
            byte[] sealed = gcm.doFinal(plain);
            Cipher ecb = Cipher.getInstance("AES/ECB/NoPadding");
            ecb.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(mask, "AES"));
            byte[] bits = ecb.doFinal(sealed, 0, 16);
            byte[] packet = ByteBuffer.allocate(22 + sealed.length)
                    .put(header.array())
                    .put(sealed)
                    .array();
            packet[0] ^= (byte) (bits[0] & 0x0f);
            for (int i = 0; i < 4; i++) {
                packet[18 + i] ^= bits[1 + i];
            }
            return packet;
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A CRYPTO frame with a part of the example's hello. */
    public static byte[] part(int offset, int length) {
        return ByteBuffer.allocate(5 + length)
                .put((byte) 6)
                .putShort((short) (0x4000 | offset))
                .putShort((short) (0x4000 | length))
                .put(HELLO, 4 + offset, length)
                .array();
    }

    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
