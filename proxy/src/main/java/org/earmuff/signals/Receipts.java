package org.earmuff.signals;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for what became of an order, on a source's own thread. */
public final class Receipts {

    /** Longer than the desk itself waits for the event loops. */
    private static final long SECONDS = 10;

    private Receipts() {}

    /**
     * The receipt, once there is one.
     *
     * @throws MuteRefusedException where the order was not carried out, or not wholly
     */
    public static MuteReceipt await(CompletionStage<MuteReceipt> receipt) {
        try {
            return receipt.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof MuteRefusedException refused
                    ? refused
                    : new MuteRefusedException("the order failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new MuteRefusedException("the order was not carried out within " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MuteRefusedException("Earmuff is stopping", e);
        }
    }
}
