package io.stowage.examples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says without starting anything. */
class CommandLineTest {

    @Test
    void helpOfServeNamesEveryFlagAndItsDefault() {
        Answer answer = Answer.of("serve", "--help");

        assertEquals(0, answer.status());
        assertEquals("", answer.err());
        for (String flag : List.of(
                "--listen",
                "--data",
                "--directory-mode",
                "--file-mode",
                "--group",
                "--[no-]sync",
                "--[no-]delete",
                "--[no-]sparse",
                "--gc-interval",
                "--verify-interval",
                "--verify-rate",
                "--gc-grace",
                "--gc-untagged-older-than",
                "--upload-expiry",
                "--log-level",
                "--log-format",
                "--access-log",
                "--pid-file",
                "--stop-timeout",
                "--htpasswd",
                "--anonymous-pull",
                "--rules",
                "--tls-certificate",
                "--tls-key",
                "--tls-self-signed",
                "--tls-client-ca",
                "--tls-min-version",
                "--tls-ciphers",
                "--[no-]http2",
                "--trusted-proxy",
                "Default: :5000",
                "./registry-data")) {
            assertTrue(answer.out().contains(flag), () -> flag + " is not in\n" + answer.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void helpNamesTheCommands(String flag) {
        Answer answer = Answer.of(flag);

        assertEquals(0, answer.status());
        assertTrue(answer.out().contains("serve"), answer.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "serve --version"})
    void versionNamesTheProgramAndItsJava(String arguments) {
        Answer answer = Answer.of(arguments.split(" "));

        assertEquals(0, answer.status());
        assertTrue(
                answer.out().matches("stowage \\S+ \\(Java " + Runtime.version().feature() + ".*\\)\\R"), answer.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ''                              | Missing required subcommand
            nonsense                        | 'nonsense'
            serve --bogus                   | Unknown option: '--bogus'
            serve extra                     | 'extra'
            serve --listen                  | '--listen'
            serve --listen 5000             | '5000' is not HOST:PORT, [IPV6]:PORT or :PORT
            serve --listen localhost:65536  | port 65536 is not between 0 and 65535
            serve --data                    | '--data'
            serve --directory-mode rwx      | 'rwx' is not a mode
            serve --directory-mode 1770     | --directory-mode: directory mode 1770 will not do
            serve --file-mode 2770          | --file-mode: file mode 2770 will not do
            serve --group=                  | --group: '' is neither
            serve --log-level loud          | 'loud'
            serve --log-format xml          | 'xml'
            serve --stop-timeout soon       | 'soon'
            serve --stop-timeout -1         | --stop-timeout is negative: -1
            serve --delete=perhaps          | 'perhaps'
            serve --no-listen :1            | '--no-listen'
            serve --data a --data b         | '--data'
            serve --htpasswd=               | --htpasswd is empty
            serve --rules=                  | --rules is empty
            serve --tls-certificate a       | --tls-certificate and --tls-key go together
            serve --tls-key a               | --tls-certificate and --tls-key go together
            serve --tls-key= --tls-certificate a           | --tls-key is empty
            serve --tls-self-signed a --tls-certificate b --tls-key c | does not go with --tls-certificate
            serve --tls-client-ca a         | --tls-client-ca needs --tls-certificate and --tls-key, or --tls-self-signed
            serve --tls-min-version TLSv1.3 | --tls-min-version needs --tls-certificate
            serve --tls-ciphers a           | --tls-ciphers needs --tls-certificate
            serve --tls-min-version TLSv1.1 --tls-self-signed a | 'TLSv1.1' is not TLSv1.2 or TLSv1.3
            serve --tls-self-signed host:5000 | 'host:5000' must be a name or an address only, without a port
            serve --tls-self-signed a,,b    | '' is not a DNS name or an IP address
            serve --trusted-proxy nginx     | 'nginx' is not an IP address or a network such as 10.0.0.0/8
            serve --trusted-proxy 10.0.0.0/33 | /33 is not a length of a network of 10.0.0.0
            certificate                     | NAME
            htpasswd                        | FILE
            htpasswd users                  | USER
            htpasswd users al:ice           | USER is empty, begins with #, begins or ends with a space, or has a colon in it
            htpasswd users #alice           | USER is empty, begins with #
            htpasswd users alice secret     | 'secret'
            htpasswd users alice --cost 3   | --cost is not between 4 and 15: 3
            htpasswd users alice --cost 16  | --cost is not between 4 and 15: 16
            htpasswd users alice --delete --verify | mutually exclusive
            htpasswd - alice --delete       | --delete and --verify need a file
            access                          | Missing required subcommand
            access explain                  | '--rules=FILE'
            access explain --rules a --group b | --group needs --user: anonymous is in no group
            access explain --rules a --repository A | 'A' is not a repository name
            certificate https://a           | 'https://a' must be a name or an address only
            certificate a --ca-key k        | --ca-certificate and --ca-key go together
            permissions                     | Missing required subcommand
            permissions check               | '--data=DIR'
            permissions repair --data a     | nothing to repair
            permissions check --data=       | --data is empty
            permissions check --data a --as-user root | 'root' is not UID:GID
            permissions check --data a --dry-run | '--dry-run'
            verify                          | '--data=DIR'
            verify --data=                  | --data is empty
            verify --data a --rate fast     | 'fast' is not a rate such as 50MiB/s
            verify --data a --threads 0     | --threads is not from 1 to 256: 0
            usage                           | '--data=DIR'
            usage --data a UPPER            | 'UPPER' is not REPOSITORY or REPOSITORY:TAG
            usage --data a team/app:        | 'team/app:' is not REPOSITORY or REPOSITORY:TAG
            serve --verify-interval often   | 'often' is not a time
            serve --verify-rate 0           | '0' is not a rate
            gc                              | '--data=DIR'
            gc --data=                      | --data is empty
            gc --data a --grace 30          | '30' is not a time such as 30m, 24h, 7d or 1h30m
            gc --data a --grace 59s         | --grace is 59s, less than 1m
            gc --data a --grace 0           | stowage gc --offline needs no such time
            gc --data a --grace 1000000d    | '1000000d' is longer than a century
            gc --data a --upload-expiry 1s  | --upload-expiry is 1s, less than 1m
            gc --data a --offline --grace 1h | --offline means no grace time
            serve --gc-interval 5s          | --gc-interval is 5s, less than 1m
            serve --gc-grace 0              | --gc-grace is 0, less than 1m
            serve --upload-expiry 0         | --upload-expiry is 0, less than 1m
            serve --gc-untagged-older-than soon | 'soon' is not a time
            """)
    void aCommandLineThatMakesNoSenseIsExplainedInOneLine(String arguments, String reason) {
        Answer answer = Answer.of(arguments.equals("''") ? new String[0] : arguments.split(" "));

        assertEquals(2, answer.status());
        assertEquals("", answer.out());
        assertEquals(1, answer.err().lines().count(), answer.err());
        assertTrue(answer.err().startsWith("stowage: "), answer.err());
        assertTrue(answer.err().contains(reason), answer.err());
        assertTrue(answer.err().contains("--help"), answer.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--data", "--pid-file"})
    void anEmptyPathIsNotTakenForTheCurrentDirectory(String option) {
        for (Answer answer : List.of(Answer.of("serve", option, ""), Answer.of("serve", option + "="))) {
            assertEquals(2, answer.status());
            assertEquals("stowage: " + option + " is empty (see stowage serve --help)\n", answer.err());
        }
    }

    @Test
    void aCommandLineThatMakesNoSenseIsExplainedInJsonIfAsked() throws IOException {
        Answer answer = Answer.of("serve", "--log-format", "json", "--bogus");

        assertEquals(2, answer.status());
        assertEquals(1, answer.err().lines().count(), answer.err());
        JsonNode json = new ObjectMapper().readTree(answer.err());
        assertEquals("error", json.get("level").textValue());
        assertTrue(json.get("message").textValue().contains("'--bogus'"), answer.err());
    }
}
