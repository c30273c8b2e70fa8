/** An OCI registry as one Jakarta servlet: {@link io.stowage.servlet.RegistryServlet}. */
module io.stowage.servlet {
    requires transitive io.stowage.registry;
    requires transitive jakarta.servlet;
    requires com.fasterxml.jackson.core;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.stowage.servlet;
}
