package io.stowage.examples.spring;

import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Who is known to the application, and how its own pages are guarded. Nothing here is about the registry. */
@Configuration(proxyBeanMethods = false)
class Users {

    /** A real application has them in a directory or a database. */
    @Bean
    UserDetailsService accounts() {
        return new InMemoryUserDetailsManager(
                User.withUsername("ada")
                        .password("{noop}ada-secret")
                        .roles("DEVELOPER")
                        .build(),
                User.withUsername("olga")
                        .password("{noop}olga-secret")
                        .roles("DEVELOPER", "OPERATOR")
                        .build(),
                User.withUsername("guest")
                        .password("{noop}guest-secret")
                        .roles("VISITOR")
                        .build());
    }

    @Bean
    SecurityFilterChain pages(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .httpBasic(Customizer.withDefaults())
                .build();
    }
}
