package org.earmuff.signals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;

/**
 * Presses of one key in the stream of Linux's {@code struct input_event} (linux/input.h): seconds and microseconds as the machine's
 * longs, then type, code (16 bits each) and value (32 bits). Holding a key repeats it and letting go is no press; neither is a contact
 * that bounces within 50 ms.
 */
final class InputEvents {

    private static final int LONG = Integer.getInteger("sun.arch.data.model", 64) / 8;
    private static final int SIZE = 2 * LONG + 8;
    private static final int EV_KEY = 1;
    private static final int PRESSED = 1;
    private static final int RELEASED = 0;
    private static final long BOUNCE_MICROS = 50_000;

    private final int key;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * SIZE).order(ByteOrder.nativeOrder());
    private long last;
    private boolean any;

    /** @param key its code in {@code linux/input-event-codes.h} */
    InputEvents(int key) {
        this.key = key;
        buffer.limit(0);
    }

    /** Waits for more and reads it; false where the stream has ended. */
    boolean fill(ReadableByteChannel device) throws IOException {
        buffer.compact();
        int read = device.read(buffer);
        buffer.flip();
        return read > 0;
    }

    /** Goes on to the next press in what was read; false where there is none. */
    boolean nextPress() {
        while (buffer.remaining() >= SIZE) {
            long micros = word() * 1_000_000 + word();
            int type = Short.toUnsignedInt(buffer.getShort());
            int code = Short.toUnsignedInt(buffer.getShort());
            int value = buffer.getInt();
            if (type == EV_KEY && code == key && (value == PRESSED || value == RELEASED)) {
                boolean bounced = any && Math.abs(micros - last) < BOUNCE_MICROS;
                last = micros;
                any = true;
                if (value == PRESSED && !bounced) {
                    return true;
                }
            }
        }
        return false;
    }

    private long word() {
        return LONG == Long.BYTES ? buffer.getLong() : buffer.getInt();
    }
}
