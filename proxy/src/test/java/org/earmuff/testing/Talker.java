package org.earmuff.testing;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Sends 32 kbit/s sound as an Echo does, a frame every 20 ms, until it is told to stop or the connection breaks. */
public final class Talker implements AutoCloseable {

    /** Bytes on the wire of one frame. */
    public static final int FRAME = 118;

    private final Thread thread;
    private final AtomicInteger frames = new AtomicInteger();
    private volatile boolean stop;
    private volatile boolean broken;

    public Talker(Socket speaker) {
        thread = new Thread(() -> talk(speaker), "talker");
        thread.setDaemon(true);
        thread.start();
    }

    public int frames() {
        return frames.get();
    }

    public boolean broken() {
        return broken;
    }

    private void talk(Socket speaker) {
        try {
            speaker.getOutputStream().write(Records.application(5713));
            long next = System.nanoTime();
            while (!stop) {
                speaker.getOutputStream().write(Records.application(113));
                frames.incrementAndGet();
                next += 20_000_000;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (IOException e) {
            broken = true;
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop = true;
        thread.join(5000);
    }
}
