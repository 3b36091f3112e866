package io.liuhen.server.admission;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: start-time fair queuing (Goyal, Vin and Cheng 1996) in three storeys. Of those who wait, first the
 * class (key-marked or not), then the sender in it, then the sender's device that has had the least comes next; within a
 * device, who has waited longest. Key-marked recordings have {@value #KEY_MARKED_WEIGHT} times the weight of all others
 * together. Not thread-safe.
 *
 * @param <T> who waits
 */
final class FairTurns<T> {
    static final int KEY_MARKED_WEIGHT = 8;

    /** What nobody reads for any more is kept in mind up to this number, so that a new request is no new beginning. */
    private static final int REMEMBERED_MAX = 4096;

    private final Account<T> root = new Account<>(null, "", 1, 0);
    private int accounts;
    private int forgetAbove = REMEMBERED_MAX;
    private long opened;

    /** What somebody has had, in bytes; a leaf holds those who wait. */
    static final class Account<T> {
        private final @Nullable Account<T> above;
        private final String name;
        private final int costPerByte;
        private final long number;
        private final Map<String, Account<T>> below = new HashMap<>();
        private final TreeSet<Account<T>> ready = new TreeSet<>(
                Comparator.<Account<T>>comparingLong(each -> each.hadBytes).thenComparingLong(each -> each.number));
        private final Deque<T> waiting = new ArrayDeque<>();
        private int holders;
        private boolean queued;

        /** What it has had, never less than {@link #nowBytes} of the account above when it begins to wait. */
        private long hadBytes;

        /** What the one below whose turn was last had had by then. */
        private long nowBytes;

        private Account(@Nullable Account<T> above, String name, int costPerByte, long number) {
            this.above = above;
            this.name = name;
            this.costPerByte = costPerByte;
            this.number = number;
        }

        private boolean empty() {
            return waiting.isEmpty() && ready.isEmpty();
        }
    }

    /** The account that somebody waits under; to be closed. */
    Account<T> open(Share share) {
        if (accounts > forgetAbove) {
            forget(root);
            forgetAbove = Math.max(REMEMBERED_MAX, 2 * accounts);
        }
        Account<T> category = share.keyMarked() ? child(root, "key", 1) : child(root, "usual", KEY_MARKED_WEIGHT);
        Account<T> device = child(child(category, share.sender(), 1), share.device(), 1);
        for (Account<T> each = device; each != null; each = each.above) {
            each.holders++;
        }
        return device;
    }

    private Account<T> child(Account<T> above, String name, int costPerByte) {
        return above.below.computeIfAbsent(name, fresh -> {
            accounts++;
            return new Account<>(above, name, costPerByte, opened++);
        });
    }

    /** Nobody waits under it any more on this holder's behalf. */
    void close(Account<T> account) {
        for (Account<T> each = account; each != null; each = each.above) {
            each.holders--;
            // Whoever is not ahead of the others would begin anew at the same place.
            if (each.above != null && each.hadBytes <= each.above.nowBytes) {
                removeUnheld(each.above, each);
            }
        }
    }

    private void removeUnheld(Account<T> above, Account<T> account) {
        if (account.holders == 0 && account.below.isEmpty()) {
            above.below.remove(account.name);
            accounts--;
        }
    }

    private void forget(Account<T> above) {
        for (Account<T> each : List.copyOf(above.below.values())) {
            forget(each);
            removeUnheld(above, each);
        }
    }

    /** Somebody waits. */
    void add(Account<T> account, T who) {
        account.waiting.add(who);
        for (Account<T> each = account; each.above != null && !each.queued; each = each.above) {
            each.hadBytes = Math.max(each.hadBytes, each.above.nowBytes);
            each.queued = true;
            each.above.ready.add(each);
        }
    }

    /** Somebody waits no longer. */
    void remove(Account<T> account, T who) {
        if (account.waiting.remove(who)) {
            unqueueEmpty(account);
        }
    }

    private void unqueueEmpty(Account<T> account) {
        for (Account<T> each = account; each.above != null && each.queued && each.empty(); each = each.above) {
            each.above.ready.remove(each);
            each.queued = false;
        }
    }

    /** Whose turn it is; waits no longer. */
    Optional<T> next() {
        if (root.ready.isEmpty()) {
            return Optional.empty();
        }
        Account<T> account = root;
        while (!account.ready.isEmpty()) {
            Account<T> least = account.ready.first();
            account.nowBytes = Math.max(account.nowBytes, least.hadBytes);
            account = least;
        }
        T who = Objects.requireNonNull(account.waiting.poll(), "an account that is ready has somebody who waits");
        unqueueEmpty(account);
        return Optional.of(who);
    }

    /** Somebody has had this much, or less than was thought. */
    void had(Account<T> account, long bytes) {
        for (Account<T> each = account; each.above != null; each = each.above) {
            // Its place depends on it.
            if (each.queued) {
                each.above.ready.remove(each);
            }
            each.hadBytes += bytes * each.costPerByte;
            if (each.queued) {
                each.above.ready.add(each);
            }
        }
    }

    /** How many accounts are kept in mind. */
    int accounts() {
        return accounts;
    }
}
