package org.earmuff.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Moves bytes as fast as it can: {@code serve PORT} in one namespace, {@code up|down HOST PORT BYTES} in another, which prints the
 * nanoseconds it took until the receiver had them all.
 */
final class Blast {

    private static final int PIECE = 256 * 1024;

    private Blast() {}

    public static void main(String[] words) throws IOException {
        switch (words[0]) {
            case "serve" -> serve(Integer.parseInt(words[1]));
            case "up", "down" ->
                System.out.println(
                        client(words[0].equals("up"), words[1], Integer.parseInt(words[2]), Long.parseLong(words[3])));
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private static void serve(int port) throws IOException {
        try (ServerSocket server = new ServerSocket(port)) {
            System.out.println("ready");
            while (true) {
                try (Socket socket = server.accept()) {
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    OutputStream out = socket.getOutputStream();
                    boolean up = in.readBoolean();
                    long bytes = in.readLong();
                    if (up) {
                        read(in, bytes);
                        out.write(1);
                    } else {
                        write(out, bytes);
                    }
                    socket.shutdownOutput();
                    in.read();
                }
            }
        }
    }

    private static long client(boolean up, String host, int port, long bytes) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            InputStream in = socket.getInputStream();
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            long began = System.nanoTime();
            out.writeBoolean(up);
            out.writeLong(bytes);
            if (up) {
                write(out, bytes);
                in.read();
            } else {
                read(in, bytes);
            }
            return System.nanoTime() - began;
        }
    }

    private static void read(InputStream in, long bytes) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long left = bytes; left > 0; ) {
            int read = in.read(piece, 0, (int) Math.min(piece.length, left));
            if (read < 0) {
                throw new IOException("ended " + left + " bytes early");
            }
            left -= read;
        }
    }

    private static void write(OutputStream out, long bytes) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long left = bytes; left > 0; left -= piece.length) {
            out.write(piece, 0, (int) Math.min(piece.length, left));
        }
    }
}
