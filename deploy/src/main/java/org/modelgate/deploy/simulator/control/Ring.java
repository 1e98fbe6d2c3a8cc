package org.modelgate.deploy.simulator.control;

import java.util.ArrayDeque;
import java.util.List;

/** The newest so many things, and how many older ones were let go. */
final class Ring<T> {

    private final int sizeMax;
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private long dropped;

    Ring(int sizeMax) {
        this.sizeMax = sizeMax;
    }

    void add(T item) {
        if (items.size() == sizeMax) {
            items.removeFirst();
            dropped++;
        }
        items.addLast(item);
    }

    List<T> items() {
        return List.copyOf(items);
    }

    long dropped() {
        return dropped;
    }

    void clear() {
        items.clear();
        dropped = 0;
    }
}
