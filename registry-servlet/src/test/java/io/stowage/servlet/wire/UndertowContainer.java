package io.stowage.servlet.wire;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.LoginConfig;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** Undertow with the limit lifted that would refuse most layers. */
public final class UndertowContainer implements Container {
    private final Undertow undertow;

    private UndertowContainer(
            Servlet servlet, String contextPath, String mapping, long limit, Consumer<DeploymentInfo> settings)
            throws ServletException {
        String path = contextPath.isEmpty() ? "/" : contextPath;
        DeploymentInfo deployment = Servlets.deployment()
                .setClassLoader(UndertowContainer.class.getClassLoader())
                .setContextPath(path)
                .setDeploymentName("registry")
                .addServlet(
                        Servlets.servlet("registry", servlet.getClass(), new ImmediateInstanceFactory<Servlet>(servlet))
                                .addMapping(mapping)
                                .setAsyncSupported(true));
        settings.accept(deployment);
        DeploymentManager manager = Servlets.defaultContainer().addDeployment(deployment);
        manager.deploy();
        undertow = Undertow.builder()
                .addHttpListener(0, InetAddress.getLoopbackAddress().getHostAddress())
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, limit)
                .setIoThreads(2)
                .setWorkerThreads(16)
                .setHandler(Handlers.path().addPrefixPath(path, manager.start()))
                .build();
        undertow.start();
    }

    /** Starts Undertow for registries. */
    public static Container start(Servlet servlet, String contextPath, String mapping) throws Exception {
        return new UndertowContainer(servlet, contextPath, mapping, -1, deployment -> {});
    }

    /** Starts Undertow with users, whose password it checks when they send one. */
    public static Container startWithUsers(Servlet servlet, String contextPath, String mapping) throws Exception {
        return new UndertowContainer(
                servlet,
                contextPath,
                mapping,
                -1,
                deployment -> deployment
                        .setLoginConfig(new LoginConfig("BASIC", "Container"))
                        .setIdentityManager(new UndertowUsers()));
    }

    /** Starts Undertow with the limit that it comes with. */
    public static Container startWithItsLimit(Servlet servlet, String contextPath, String mapping) throws Exception {
        return new UndertowContainer(
                servlet, contextPath, mapping, UndertowOptions.DEFAULT_MAX_ENTITY_SIZE, deployment -> {});
    }

    @Override
    public byte[] talk(byte[] request) throws IOException {
        try (SocketTalk talk = new SocketTalk(port())) {
            return talk.send(request).readAll();
        }
    }

    @Override
    public int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() {
        undertow.stop();
    }
}
