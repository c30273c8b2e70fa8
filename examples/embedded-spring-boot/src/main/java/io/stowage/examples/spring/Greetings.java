package io.stowage.examples.spring;

import java.security.Principal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the application is there for. */
@RestController
class Greetings {

    @GetMapping("/hello")
    String hello(Principal user) {
        return "hello " + user.getName();
    }

    /** Changes something, so that Spring Security wants its CSRF token with it. */
    @PostMapping("/hello")
    String helloBack(Principal user) {
        return "nice to meet you, " + user.getName();
    }
}
