package org.earmuff.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens a client's Initial packets. Their keys follow from the connection id that the client chose, which is in clear: they protect
 * nothing from anybody who sees the packet (RFC 9001, 5.2; RFC 9369, 3.3).
 */
final class QuicKeys {

    private static final byte[] SALT_1 = HexFormat.of().parseHex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");
    private static final byte[] SALT_2 = HexFormat.of().parseHex("0dede3def700a6db819381be6e269dcbf9bd2ed9");
    private static final int KEY = 16;
    private static final int IV = 12;
    private static final int SECRET = 32;
    private static final int TAG_BITS = 128;

    /** Bytes of ciphertext from which the mask of the header is made; they begin four bytes after the packet number does. */
    static final int SAMPLE = 16;

    private final byte[] key;
    private final byte[] iv;
    private final byte[] mask;

    /** @param version version 1 or 2's number, as in {@link QuicPacket} */
    QuicKeys(int version, byte[] connection) throws GeneralSecurityException {
        boolean second = version == QuicPacket.VERSION_2;
        String prefix = second ? "quicv2 " : "quic ";
        byte[] initial = hmac(second ? SALT_2 : SALT_1, connection);
        byte[] client = expand(initial, "client in", SECRET);
        key = expand(client, prefix + "key", KEY);
        iv = expand(client, prefix + "iv", IV);
        mask = expand(client, prefix + "hp", KEY);
    }

    /** The mask of a header (RFC 9001, 5.4.3). */
    byte[] mask(byte[] sample) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(mask, "AES"));
        return cipher.doFinal(sample);
    }

    /**
     * Opens a packet (RFC 9001, 5.3).
     *
     * @param number the packet's, as sent: that of an Initial packet is small enough to be whole
     * @throws GeneralSecurityException where it was not sealed with these keys
     */
    byte[] open(long number, byte[] header, byte[] sealed) throws GeneralSecurityException {
        byte[] nonce = iv.clone();
        for (int i = 0; i < Integer.BYTES; i++) {
            nonce[IV - 1 - i] ^= (byte) (number >>> (8 * i));
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(header);
        return cipher.doFinal(sealed);
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    /** HKDF-Expand-Label with no context (RFC 8446, 7.1); one block of HMAC is enough for every length here. */
    private static byte[] expand(byte[] secret, String label, int length) throws GeneralSecurityException {
        byte[] full = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        byte[] info = new byte[2 + 1 + full.length + 1 + 1];
        info[1] = (byte) length;
        info[2] = (byte) full.length;
        System.arraycopy(full, 0, info, 3, full.length);
        info[info.length - 1] = 1;
        return Arrays.copyOf(hmac(secret, info), length);
    }
}
