package org.modelgate.deploy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Takes SIGTERM and SIGINT away from the JVM, whose own handler runs the shutdown hooks once and then ignores a second signal.
 * Reflection, because {@code sun.misc.Signal} is the only door and javac warns about it without a way to say that it is meant.
 */
final class Signals {
    private Signals() {}

    /** Runs {@code action} on a thread of its own at each SIGTERM and SIGINT. */
    static void onTerminate(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler run = (proxy, method, args) -> {
                action.run();
                return null;
            };
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, run);
            for (String name : new String[] {"TERM", "INT"}) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no signal handling on this JVM", e);
        }
    }
}
