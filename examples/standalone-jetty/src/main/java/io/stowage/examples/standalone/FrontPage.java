package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What lies outside the registry: a word to a person with a browser at {@code /}, a plain 404 elsewhere. */
final class FrontPage extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean root = request.getRequestURI().equals("/");
        byte[] text = (root ? "Stowage, an OCI registry. Its API is at /v2/.\n" : "Nothing here. The API is at /v2/.\n")
                .getBytes(UTF_8);
        response.setStatus(root ? HttpServletResponse.SC_OK : HttpServletResponse.SC_NOT_FOUND);
        response.setContentType("text/plain;charset=utf-8");
        response.setContentLength(text.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(text);
        }
    }
}
