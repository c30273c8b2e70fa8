package io.stowage.examples.standalone;

import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * The threads that serve requests. Each request has one from its first byte to its last, and thousands of slow clients
 * are usual: virtual threads where the JDK has them (21 and later), a bounded pool where not.
 */
final class Threads {
    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    private Threads() {}

    /**
     * Raises the number of threads that carry the virtual ones, if the user has not set it. A virtual thread holds its
     * carrier while a file system keeps it waiting; with one carrier for each processor, two slow calls to a network
     * share would stop a machine of two.
     */
    static void prepare() {
        if (System.getProperty(CARRIERS) == null) {
            int carriers = Math.max(32, 4 * Runtime.getRuntime().availableProcessors());
            System.setProperty(CARRIERS, Integer.toString(Math.min(carriers, 256)));
        }
    }

    static QueuedThreadPool pool() {
        QueuedThreadPool pool = new QueuedThreadPool();
        pool.setName("http");
        if (VirtualThreads.areSupported()) {
            VirtualThreadPool requests = new VirtualThreadPool(10_000);
            requests.setName("request");
            pool.setVirtualThreadsExecutor(requests);
        } else {
            pool.setMaxThreads(1_000);
        }
        return pool;
    }
}
