package io.stowage.servlet.internal.endpoint;

import static java.util.Objects.requireNonNull;

import io.stowage.registry.Registry;
import io.stowage.registry.Repository;
import io.stowage.servlet.internal.route.Route;

/** From what a path names to what can be done with it. */
public final class Endpoints implements Route.Visitor<Verbs> {
    private final Registry registry;
    private final ManifestBodies manifestBodies;

    /** The endpoints of a registry. */
    public Endpoints(Registry registry) {
        this.registry = requireNonNull(registry, "registry is null");
        this.manifestBodies = new ManifestBodies(registry.limits().maxManifestSize());
    }

    @Override
    public Verbs version(Route.Version route) {
        return new VersionEndpoint().verbs();
    }

    @Override
    public Verbs catalog(Route.Catalog route) {
        return new CatalogEndpoint(registry).verbs();
    }

    @Override
    public Verbs blob(Route.Blob route) {
        return new BlobEndpoint(registry.repository(route.name()), route.digest()).verbs();
    }

    @Override
    public Verbs uploads(Route.Uploads route) {
        Repository repository = registry.repository(route.name());
        return new UploadsEndpoint(repository, registry.limits().minChunkSize()).verbs();
    }

    @Override
    public Verbs upload(Route.Upload route) {
        return new UploadEndpoint(registry.repository(route.name()), route.id()).verbs();
    }

    @Override
    public Verbs manifest(Route.Manifest route) {
        Repository repository = registry.repository(route.name());
        return new ManifestEndpoint(repository, route.reference(), registry.limits(), manifestBodies).verbs();
    }

    @Override
    public Verbs tagList(Route.TagList route) {
        Repository repository = registry.repository(route.name());
        return new TagListEndpoint(repository, registry.limits().maxPageSize()).verbs();
    }

    @Override
    public Verbs referrers(Route.Referrers route) {
        Repository repository = registry.repository(route.name());
        return new ReferrersEndpoint(
                        repository, route.subject(), registry.limits().maxPageSize())
                .verbs();
    }
}
