package org.earmuff.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.budget.BudgetWindow;
import org.jspecify.annotations.Nullable;

/**
 * What one speaker has used under one rule, in each of the last windows of one kind in which it used anything. Thread-safe.
 *
 * <p>A window's use is all that was used in it or in later ones. There are later ones only where the clock went back; so counted, going
 * back gives nothing again.
 */
final class Count {

    /** Windows kept; more than a day of hours. */
    private static final int MOST = 32;

    /** Whose, by which rule, and of what. */
    record Key(String speaker, String rule, BudgetUnit unit, BudgetWindow window) {}

    /** What was used in the window that begins at {@code from}. */
    record Used(Instant from, long amount) {}

    private final List<Used> windows = new ArrayList<>();

    /** Adds to a window and says what its use is then. */
    synchronized long add(Instant from, long amount) {
        int at = windows.size();
        while (at > 0 && windows.get(at - 1).from().isAfter(from)) {
            at--;
        }
        if (at > 0 && windows.get(at - 1).from().equals(from)) {
            Used before = windows.get(at - 1);
            windows.set(at - 1, new Used(from, before.amount() + amount));
        } else {
            windows.add(at, new Used(from, amount));
            if (windows.size() > MOST) {
                windows.remove(0);
            }
        }
        return since(from);
    }

    /** What was used in windows that begin at an instant or later. */
    synchronized long since(Instant from) {
        long sum = 0;
        for (int i = windows.size() - 1; i >= 0 && !windows.get(i).from().isBefore(from); i--) {
            sum += windows.get(i).amount();
        }
        return sum;
    }

    /** The start of the last window whose use is so much; null where there is none. */
    synchronized @Nullable Instant lastWith(long amount) {
        long sum = 0;
        for (int i = windows.size() - 1; i >= 0; i--) {
            sum += windows.get(i).amount();
            if (sum >= amount) {
                return windows.get(i).from();
            }
        }
        return null;
    }

    synchronized boolean anyAfter(Instant instant) {
        return !windows.isEmpty() && windows.get(windows.size() - 1).from().isAfter(instant);
    }

    /** Moves what was used in windows after this one into it. */
    synchronized void bringBack(Instant from) {
        long later = since(from.plusNanos(1));
        windows.removeIf(w -> w.from().isAfter(from));
        if (later > 0) {
            add(from, later);
        }
    }

    synchronized List<Used> windows() {
        return List.copyOf(windows);
    }
}
