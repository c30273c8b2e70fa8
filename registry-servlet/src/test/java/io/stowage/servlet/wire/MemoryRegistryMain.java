package io.stowage.servlet.wire;

import io.stowage.registry.Registry;
import io.stowage.registry.storage.memory.InMemoryStorage;
import io.stowage.servlet.RegistryServlet;

/** A registry in memory to run clients and the conformance suite against: prints its port, ends with its input. */
public final class MemoryRegistryMain {
    private MemoryRegistryMain() {}

    /**
     * Serves until standard input ends.
     *
     * @param args {@code --sparse} takes manifests whose content is not all there
     */
    public static void main(String[] args) throws Exception {
        boolean sparse = args.length > 0 && args[0].equals("--sparse");
        try (Registry registry = Registry.builder(InMemoryStorage.create())
                        .allowSparse(sparse)
                        .build();
                Container container = JettyContainer.start(new RegistryServlet(registry), "", "/v2/*")) {
            System.out.println(container.port());
            while (System.in.read() >= 0) {
                // until whoever started us goes away
            }
        }
    }
}
