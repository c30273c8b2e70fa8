#!/bin/bash
# podman: it trusts what lies in /etc/containers/certs.d, without a daemon.
source "$(dirname "$0")/../access.sh"
source "$INTEROP/engines.sh"

files=$(busybox_tar)

TOLD=Podman
trusts() { run install -D -m 644 "$1" "/etc/containers/certs.d/$REGISTRY/ca.crt"; }
login() { podman login --username "$1" --password-stdin "$REGISTRY" <<<"$2"; }
logout() { podman logout "$REGISTRY"; }
push() { podman import "$files" "$REPOSITORIES/$1:$2" && podman push "$REPOSITORIES/$1:$2"; }
pull() {
    podman rmi --all --force
    podman pull "$REPOSITORIES/$1:1.0.0"
}

prove_access
done_testing
