package io.stowage.servlet.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The same tables in Undertow. */
class UndertowTest {

    @Nested
    class Resources extends ResourceTest {
        @Override
        protected Container.Starter starter() {
            return UndertowContainer::start;
        }
    }

    @Nested
    class Blobs extends BlobTest {
        @Override
        protected Container.Starter starter() {
            return UndertowContainer::start;
        }
    }

    @Nested
    class Uploads extends UploadTest {
        @Override
        protected Container.Starter starter() {
            return UndertowContainer::start;
        }
    }

    @Nested
    class Manifests extends ManifestTest {
        @Override
        protected Container.Starter starter() {
            return UndertowContainer::start;
        }
    }

    @Nested
    class Lists extends DiscoveryTest {
        @Override
        protected Container.Starter starter() {
            return UndertowContainer::start;
        }
    }

    @Nested
    class UsersOfTheHost extends HostUserTest {
        @Override
        protected Container.Starter starter() {
            return UndertowContainer::startWithUsers;
        }

        @Override
        protected int statusWhereNoLoginIsNeeded() {
            return 401;
        }
    }

    @Nested
    class Gates extends GateTest {
        @Override
        protected Container.Starter starter() {
            return UndertowContainer::start;
        }
    }

    @Nested
    class Tokens extends TokenTest {
        @Override
        protected Container.Starter starter() {
            return UndertowContainer::start;
        }
    }

    @Nested
    class SlowForms extends SlowFormTest {
        @Override
        protected Container.Starter starter() {
            return UndertowContainer::start;
        }
    }

    @Nested
    class Connections extends ConnectionTest {
        @Override
        protected Container.Starter starter() {
            return UndertowContainer::start;
        }
    }

    @Nested
    class WithItsOwnLimitOfBodies extends WireTest {
        @Override
        protected Container.Starter starter() {
            return UndertowContainer::startWithItsLimit;
        }

        @Test
        void aLayerOverTheLimitIsRefusedAndTheUploadLives() throws Exception {
            String location = startUpload("a");

            try (SocketTalk talk = new SocketTalk(container().port())) {
                talk.send("PATCH " + location + " HTTP/1.1\nHost: registry\nContent-Length: 3000000\n\n");
                assertEquals(413, talk.readAnswer(false).status());
            }
            send("GET " + location).is(204).with("Range: 0-0");
        }
    }

    @Nested
    class Smuggling extends SmugglingTest {
        @Override
        protected Container.Starter starter() {
            return UndertowContainer::start;
        }
    }
}
