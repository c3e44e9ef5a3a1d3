package org.earmuff.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Catches SIGHUP, which would end the process. The JDK's only way is {@code sun.misc.Signal} (module jdk.unsupported), whose use in the
 * open javac warns of without a way to say that it is meant; hence by reflection.
 */
final class HangUp {

    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /** Runs the task, on a thread of its own, at each SIGHUP. */
    static void then(Runnable task) {
        InvocationHandler onSignal = (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
                new Thread(task, "reload").start();
                return null;
            }
            return method.getName().equals("hashCode") ? (Object) System.identityHashCode(proxy) : (Object) false;
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, onSignal);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIGHUP cannot be caught on this Java: it will stop the appliance", e);
        }
    }
}
