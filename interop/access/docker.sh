#!/bin/bash
# Docker: its engine trusts what lies in /etc/docker/certs.d.
source "$(dirname "$0")/../access.sh"
source "$INTEROP/daemons.sh"

start_dockerd
files=$(busybox_tar)

TOLD=Docker
trusts() { run install -D -m 644 "$1" "/etc/docker/certs.d/$REGISTRY/ca.crt"; }
login() { docker login --username "$1" --password-stdin "$REGISTRY" <<<"$2"; }
logout() { docker logout "$REGISTRY"; }
push() { docker import "$files" "$REPOSITORIES/$1:$2" && docker push "$REPOSITORIES/$1:$2"; }
pull() {
    docker images -q | xargs -r docker rmi -f
    docker pull "$REPOSITORIES/$1:1.0.0"
}

prove_access
done_testing
