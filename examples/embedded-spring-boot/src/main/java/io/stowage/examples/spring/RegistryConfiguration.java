package io.stowage.examples.spring;

import io.stowage.registry.Registry;
import io.stowage.registry.storage.filesystem.FilesystemStorage;
import io.stowage.servlet.RegistryServlet;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.authentication.configuration.AuthenticationConfiguration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/** All that makes the application a registry. Its users log in as they do everywhere else in it. */
@Configuration(proxyBeanMethods = false)
class RegistryConfiguration {

    @Bean
    Registry registry(@Value("${registry.data}") Path data, ApplicationEventPublisher events) throws IOException {
        return Registry.builder(FilesystemStorage.open(data))
                .accessPolicy(new Rights())
                .auditListener(events::publishEvent)
                .build();
    }

    @Bean
    ServletRegistrationBean<RegistryServlet> registryServlet(Registry registry) {
        return new ServletRegistrationBean<>(new RegistryServlet(registry), "/v2/*");
    }

    @Bean
    @Order(0)
    SecurityFilterChain registryLogin(HttpSecurity http, AuthenticationConfiguration users) throws Exception {
        return http.securityMatcher(PathPatternRequestMatcher.withDefaults().matcher("/v2/**"))
                .addFilter(new BasicAuthenticationFilter(users.getAuthenticationManager()))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(csrf -> csrf.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }
}
