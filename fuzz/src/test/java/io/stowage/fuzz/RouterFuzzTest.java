package io.stowage.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stowage.oci.RepositoryName;
import io.stowage.registry.error.RegistryException;
import io.stowage.servlet.internal.http.Locations;
import io.stowage.servlet.internal.http.Method;
import io.stowage.servlet.internal.route.Route;
import io.stowage.servlet.internal.route.Router;
import io.stowage.storage.UploadId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** {@link Router}: a path is a route, whose own path leads there again, or refused. The input is a method, then the path. */
class RouterFuzzTest {
    private static final Locations LOCATIONS = new Locations("");

    @FuzzTest
    void leadsToARouteOrIsRefused(byte[] data) {
        String text = Input.text(data);
        Optional<Method> method = Method.tryParse(Input.head(text));
        if (method.isEmpty()) {
            return;
        }
        String path = Input.tail(text);
        Route route;
        try {
            route = Router.route(method.get(), path);
        } catch (RegistryException e) {
            Refusals.check(e);
            assertTrue(e.status() == 400 || e.status() == 404, () -> "status " + e.status());
            return;
        }
        String canonical = route.accept(new Canonical());
        assertFalse(canonical.contains("//") || canonical.contains("%"));
        assertEquals(Path.of(canonical), Path.of(canonical).normalize());
        assertEquals(route, Router.route(method.get(), canonical));
        // What is found by one method is found by every other: only the words of a refusal differ.
        for (Method other : Method.values()) {
            assertEquals(route, Router.route(other, path));
        }
    }

    /** The path that answers would give for a route. */
    private static final class Canonical implements Route.Visitor<String> {
        @Override
        public String version(Route.Version route) {
            return "/v2/";
        }

        @Override
        public String catalog(Route.Catalog route) {
            return LOCATIONS.catalog();
        }

        @Override
        public String blob(Route.Blob route) {
            return LOCATIONS.blob(checked(route.name()), route.digest());
        }

        @Override
        public String uploads(Route.Uploads route) {
            return "/v2/" + checked(route.name()) + "/blobs/uploads/";
        }

        @Override
        public String upload(Route.Upload route) {
            UploadId id = route.id();
            assertEquals(id.value(), UUID.fromString(id.value()).toString());
            assertEquals(Optional.of(id), UploadId.tryParse(id.toString()));
            return LOCATIONS.upload(checked(route.name()), id);
        }

        @Override
        public String manifest(Route.Manifest route) {
            return "/v2/" + checked(route.name()) + "/manifests/" + route.reference();
        }

        @Override
        public String tagList(Route.TagList route) {
            return LOCATIONS.tags(checked(route.name()));
        }

        @Override
        public String referrers(Route.Referrers route) {
            return LOCATIONS.referrers(checked(route.name()), route.subject());
        }

        private static RepositoryName checked(RepositoryName name) {
            assertEquals(name, RepositoryName.parse(name.toString()));
            return name;
        }
    }
}
