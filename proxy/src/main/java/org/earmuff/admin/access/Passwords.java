package org.earmuff.admin.access;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The password in force, and one worker that compares with it: a guess costs 19 MiB and tenths of a second, so never two at once, and a
 * few waiting at most. A password that is set while the appliance runs counts from the next {@link #tend}.
 */
public final class Passwords implements AutoCloseable {

    private static final int MOST_WAITING = 8;
    private static final Logger LOG = LoggerFactory.getLogger(Passwords.class);

    private final PasswordFile file;
    private final ThreadPoolExecutor worker;
    private volatile InForce now = new InForce("", "", null);

    /** @param stamp tells one state of the file from another; null before the first look */
    private record InForce(
            String hash, String problem, @Nullable String stamp) {}

    public Passwords(Path stateFolder) {
        file = new PasswordFile(stateFolder);
        worker = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                new DefaultThreadFactory("password", true, Thread.MIN_PRIORITY));
        worker.allowCoreThreadTimeOut(true);
        tend();
    }

    /** Whether one is set. A file that cannot be read counts as one that nobody knows. */
    public boolean areSet() {
        return !now.hash().isEmpty() || !now.problem().isEmpty();
    }

    /** Why nobody can log in, as a sentence; empty where they can, or no password is set. */
    public String problem() {
        return now.problem();
    }

    /** Changes with every password that is set; tells nothing of it. */
    public String fingerprint() {
        return Secrets.digest(now.hash());
    }

    /** Looks whether the file is another; returns whether it is. Reads the disk, and never throws. */
    public synchronized boolean tend() {
        String stamp = stamp();
        InForce before = now;
        if (stamp.equals(before.stamp())) {
            return false;
        }
        try {
            Optional<String> hash = file.read();
            now = new InForce(hash.orElse(""), "", stamp);
        } catch (IOException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(before.problem())) {
                LOG.error("nobody can log in: {}", problem);
            }
            // Without a stamp: looked at again, for it may be its owner that is put right.
            now = new InForce("", problem, "unreadable");
        }
        return !now.equals(before) && before.stamp() != null;
    }

    private String stamp() {
        try {
            BasicFileAttributes a = Files.readAttributes(file.path(), BasicFileAttributes.class);
            return a.fileKey() + " " + a.lastModifiedTime() + " " + a.size();
        } catch (IOException e) {
            return "none";
        }
    }

    /**
     * Whether a text is the password. Completes on the worker.
     *
     * @throws RejectedExecutionException where too many wait already
     */
    public CompletionStage<Boolean> check(String password) {
        String hash = now.hash();
        return CompletableFuture.supplyAsync(() -> !hash.isEmpty() && PasswordFile.matches(hash, password), worker);
    }

    /**
     * Hashes a new password for {@link PasswordFile#put}. Completes on the worker.
     *
     * @throws RejectedExecutionException where too many wait already
     */
    public CompletionStage<String> hash(String password) {
        return CompletableFuture.supplyAsync(() -> PasswordFile.hash(password), worker);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
