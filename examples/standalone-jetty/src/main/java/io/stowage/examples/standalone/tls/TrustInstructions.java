package io.stowage.examples.standalone.tls;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * How to make clients trust an authority: commands to copy, with its file and the server's names.
 *
 * @param authority the authority's certificate
 * @param servers what clients write before the repository: a name or an address, with a port unless it is 443
 */
record TrustInstructions(Path authority, List<String> servers) {
    TrustInstructions {
        requireNonNull(authority, "authority is null");
        servers = List.copyOf(servers);
    }

    /** The command line that prints these instructions. */
    static String command(Path authority, List<String> names, int port) {
        StringBuilder command = new StringBuilder("stowage certificate --trust ").append(quoted(authority.toString()));
        names.forEach(name -> command.append(' ').append(server(name, port)));
        return command.toString();
    }

    /** What clients write before the repository. */
    static String server(String name, int port) {
        String host = name.indexOf(':') < 0 ? name : "[" + name + "]";
        return port == 443 ? host : host + ":" + port;
    }

    String text() {
        String first = servers.get(0);
        String all =
                String.join(" ", servers.stream().map(TrustInstructions::quoted).toList());
        return """
                To let a machine trust the authority %1$s
                copy that file to it as stowage-ca.crt, for example with
                  scp THIS-MACHINE:%1$s stowage-ca.crt
                and there, in the same directory, run what its client needs.

                Docker (takes effect at once)
                  for server in %2$s; do
                    sudo install -D -m 0644 stowage-ca.crt "/etc/docker/certs.d/$server/ca.crt"
                  done

                Podman, Buildah, Skopeo (takes effect at once)
                  for server in %2$s; do
                    sudo install -D -m 0644 stowage-ca.crt "/etc/containers/certs.d/$server/ca.crt"
                  done

                containerd (takes effect at once, if its config.toml has config_path = "/etc/containerd/certs.d")
                  for server in %2$s; do
                    sudo install -D -m 0644 stowage-ca.crt "/etc/containerd/certs.d/$server/ca.crt"
                    printf '%%s\\n' "server = \\"https://$server\\"" "[host.\\"https://$server\\"]" \\
                      "  ca = \\"/etc/containerd/certs.d/$server/ca.crt\\"" |
                      sudo tee "/etc/containerd/certs.d/$server/hosts.toml" >/dev/null
                  done

                k3s (on every node; if registries.yaml is there already, add the entries to it by hand)
                  sudo install -D -m 0644 stowage-ca.crt /etc/rancher/k3s/stowage-ca.crt
                  {
                    echo configs:
                    for server in %2$s; do
                      printf '  "%%s":\\n    tls:\\n      ca_file: /etc/rancher/k3s/stowage-ca.crt\\n' "$server"
                    done
                  } | sudo tee /etc/rancher/k3s/registries.yaml >/dev/null
                  sudo systemctl restart k3s    # k3s-agent on an agent

                Debian, Ubuntu (everything on the machine; restart Docker or containerd after it)
                  sudo install -m 0644 stowage-ca.crt /usr/local/share/ca-certificates/stowage-ca.crt
                  sudo update-ca-certificates

                macOS (everything on the machine; restart Docker Desktop after it)
                  sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain stowage-ca.crt

                Java (Jib and others; once for each JDK)
                  sudo "$JAVA_HOME/bin/keytool" -importcert -noprompt -trustcacerts -cacerts -storepass changeit \\
                    -alias stowage-ca -file stowage-ca.crt

                To try it
                  curl --cacert stowage-ca.crt https://%3$s/v2/
                """.formatted(quoted(authority.toString()), all, first);
    }

    /** As one word of a shell. */
    static String quoted(String text) {
        return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
