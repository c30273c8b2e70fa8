package io.stowage.servlet.wire;

import org.junit.jupiter.api.Nested;

/** The same tables in Tomcat. */
class TomcatTest {

    @Nested
    class Resources extends ResourceTest {
        @Override
        protected Container.Starter starter() {
            return TomcatContainer::start;
        }
    }

    @Nested
    class Blobs extends BlobTest {
        @Override
        protected Container.Starter starter() {
            return TomcatContainer::start;
        }
    }

    @Nested
    class Uploads extends UploadTest {
        @Override
        protected Container.Starter starter() {
            return TomcatContainer::start;
        }
    }

    @Nested
    class Manifests extends ManifestTest {
        @Override
        protected Container.Starter starter() {
            return TomcatContainer::start;
        }
    }

    @Nested
    class Lists extends DiscoveryTest {
        @Override
        protected Container.Starter starter() {
            return TomcatContainer::start;
        }
    }

    @Nested
    class UsersOfTheHost extends HostUserTest {
        @Override
        protected Container.Starter starter() {
            return TomcatContainer::startWithUsers;
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
            return TomcatContainer::start;
        }
    }

    @Nested
    class Tokens extends TokenTest {
        @Override
        protected Container.Starter starter() {
            return TomcatContainer::start;
        }
    }

    @Nested
    class SlowForms extends SlowFormTest {
        @Override
        protected Container.Starter starter() {
            return TomcatContainer::start;
        }

        @Override
        protected boolean knowsWholeForms() {
            return false;
        }

        @Override
        protected boolean saysContinueByItself() {
            return true;
        }
    }

    @Nested
    class Connections extends ConnectionTest {
        @Override
        protected Container.Starter starter() {
            return TomcatContainer::start;
        }
    }

    @Nested
    class Smuggling extends SmugglingTest {
        @Override
        protected Container.Starter starter() {
            return TomcatContainer::start;
        }
    }
}
