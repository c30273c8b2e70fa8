package io.stowage.servlet.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stowage.oci.Digest;
import io.stowage.registry.error.ErrorCode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The servlet works wherever it is mounted, and says URLs that lead back to it. */
class MappingTest {

    abstract static class Mounted extends WireTest {
        abstract String base();

        @Override
        protected String contextPath() {
            return base();
        }

        @Test
        void locationsLeadBack() {
            String upload =
                    send("POST " + base() + "/v2/a/blobs/uploads/").is(202).header("Location");
            assertEquals(base() + "/v2/a/blobs/uploads/", upload.substring(0, upload.lastIndexOf('/') + 1));
            String again = send("PATCH " + upload, "abc").is(202).header("Location");
            Digest digest = sha256("abc");
            String blob = send("PUT " + again + "?digest=" + digest).is(201).header("Location");
            assertEquals(base() + "/v2/a/blobs/" + digest, blob);
            send("GET " + blob).is(200).withBody("abc");

            Digest manifest = pushManifest("a", "1.0", manifest());
            putManifest("a", "2.0", manifest()).is(201).with("Location: " + base() + "/v2/a/manifests/" + manifest);
            send("GET " + base() + "/v2/a/tags/list?n=1")
                    .is(200)
                    .with("Link: <" + base() + "/v2/a/tags/list?n=1&last=1.0>; rel=\"next\"");
        }

        @Test
        void otherPathsAreCleanErrors() {
            send("GET " + base() + "/v2/A/tags/list").isError(400, ErrorCode.NAME_INVALID);
            send("GET " + base() + "/v2").is(200);
            send("GET " + base() + "/v2/").is(200);
        }
    }

    @Nested
    class AtTheRootForEverything extends Mounted {
        @Override
        String base() {
            return "";
        }

        @Override
        protected String mapping() {
            return "/*";
        }

        @Test
        void whatIsNotOursIs404() {
            send("GET /v1/search?q=x").isError(404, ErrorCode.NAME_UNKNOWN);
            send("GET /").isError(404, ErrorCode.NAME_UNKNOWN);
        }
    }

    @Nested
    class AtTheRootAsDefault extends Mounted {
        @Override
        String base() {
            return "";
        }

        @Override
        protected String mapping() {
            return "/";
        }
    }

    @Nested
    class InAContext extends Mounted {
        @Override
        String base() {
            return "/x";
        }
    }

    @Nested
    class InAContextForEverything extends Mounted {
        @Override
        String base() {
            return "/x/y";
        }

        @Override
        protected String mapping() {
            return "/*";
        }
    }

    @Nested
    class BehindAPrefixOfTheMapping extends Mounted {
        @Override
        String base() {
            return "/registry";
        }

        @Override
        protected Container.Starter starter() {
            return (servlet, contextPath, mapping) -> JettyContainer.start(servlet, "", "/registry/v2/*");
        }
    }

    @Nested
    class BehindAPrefixForEverything extends Mounted {
        @Override
        String base() {
            return "/c/registry";
        }

        @Override
        protected Container.Starter starter() {
            return (servlet, contextPath, mapping) -> JettyContainer.start(servlet, "/c", "/registry/*");
        }
    }

    @Nested
    class InAContextOfTomcat extends Mounted {
        @Override
        String base() {
            return "/x";
        }

        @Override
        protected Container.Starter starter() {
            return TomcatContainer::start;
        }

        @Test
        void noLocationBeginsWithTwoSlashes() {
            // Tomcat makes one of them, in the path that it maps but not in the one that it hands out
            send("POST //x/v2/a/blobs/uploads/")
                    .isError(404, ErrorCode.NAME_UNKNOWN)
                    .without("Location");
        }
    }

    @Nested
    class InAContextOfUndertow extends Mounted {
        @Override
        String base() {
            return "/x";
        }

        @Override
        protected Container.Starter starter() {
            return UndertowContainer::start;
        }
    }
}
