package org.earmuff.wire;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Packets of a capture file, one after the other, in flat memory: classic pcap (micro- and nanoseconds) and pcapng, of both byte orders, also
 * gzipped.
 *
 * <p>A file that ends within a packet, or whose structure breaks, gives the packets before that place; {@link #damage} then says what is wrong.
 * Not thread-safe.
 */
public abstract class CaptureReader implements AutoCloseable {

    /** Nothing on a home network makes longer packets; a length beyond it is damage. */
    static final int LONGEST_PACKET = 1 << 20;

    private static final int GZIP = 0x1f8b;

    /** Where to keep a packet's bytes until the next one; grows to the longest packet. */
    private byte[] buffer = new byte[2048];

    private final InputStream in;
    private @Nullable String damage;
    private long position;

    CaptureReader(InputStream in) {
        this.in = in;
    }

    /**
     * One packet, valid until the next is asked for.
     *
     * @param epochNanos time of capture, nanoseconds since 1970-01-01T00:00:00Z
     * @param linkType as registered at tcpdump.org
     * @param data holds the packet from index 0 on
     * @param captured bytes kept in the file
     * @param original bytes that were on the wire
     */
    @SuppressWarnings("ArrayRecordComponent") // a view for one turn, never compared or kept
    public record Packet(long epochNanos, int linkType, byte[] data, int captured, int original) {}

    /** The file is none of the formats. */
    public static final class NotACapture extends IOException {
        private static final long serialVersionUID = 1;

        NotACapture(String message) {
            super(message);
        }
    }

    /**
     * Opens a capture; closing the reader closes {@code in}.
     *
     * @throws NotACapture where the first bytes are those of no known format
     */
    public static CaptureReader open(InputStream in) throws IOException {
        return open(in, true);
    }

    /** Compressed once at most: there are files that unpack to themselves. */
    private static CaptureReader open(InputStream in, boolean mayBeCompressed) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(4);
        byte[] magic = buffered.readNBytes(4);
        buffered.reset();
        if (magic.length < 4) {
            throw new NotACapture(magic.length == 0 ? "the file is empty" : "the file is too short to be a capture");
        }
        int first = ByteBuffer.wrap(magic).getInt();
        if (first >>> 16 == GZIP && mayBeCompressed) {
            return unpacked(buffered);
        }
        if (first == PcapngReader.SECTION) {
            return new PcapngReader(buffered);
        }
        PcapReader.Format format = PcapReader.format(first);
        if (format == null) {
            throw new NotACapture("neither pcap nor pcapng (the first bytes are %08x)".formatted(first));
        }
        return new PcapReader(buffered, format);
    }

    private static CaptureReader unpacked(InputStream in) throws IOException {
        try {
            return open(new GZIPInputStream(in, 1 << 16), false);
        } catch (ZipException | EOFException e) {
            throw new NotACapture("compressed with gzip, but damaged from the start (" + e.getMessage() + ")");
        }
    }

    /** The next packet; null at the end, and where the file is damaged from here on. */
    public @Nullable Packet next() throws IOException {
        if (damage != null) {
            return null;
        }
        try {
            return read();
        } catch (EOFException e) {
            damage("the file ends within a packet, at byte " + position);
            return null;
        } catch (ZipException e) {
            damage("the compressed data are damaged (" + e.getMessage() + ") after byte " + position
                    + " of what they held");
            return null;
        }
    }

    /** What is wrong with the file from some place on; null where nothing is. */
    public @Nullable String damage() {
        return damage;
    }

    abstract @Nullable Packet read() throws IOException;

    void damage(String what) {
        damage = what;
    }

    long position() {
        return position;
    }

    /** Fills {@code bytes}; false where the file ends before the first. */
    boolean tryFill(byte[] bytes, int length) throws IOException {
        int n = in.readNBytes(bytes, 0, length);
        position += n;
        if (n > 0 && n < length) {
            throw new EOFException();
        }
        return n == length;
    }

    void fill(byte[] bytes, int length) throws IOException {
        if (!tryFill(bytes, length)) {
            throw new EOFException();
        }
    }

    /** The packet's bytes, in a buffer that the next packet uses again. */
    byte[] packet(int length) throws IOException {
        if (buffer.length < length) {
            buffer = new byte[Math.max(length, buffer.length * 2)];
        }
        if (length > 0) {
            fill(buffer, length);
        }
        return buffer;
    }

    void skip(long length) throws IOException {
        in.skipNBytes(length);
        position += length;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
