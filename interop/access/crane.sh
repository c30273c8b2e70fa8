#!/bin/bash
# crane: like every program in Go it trusts what the machine trusts, or the certificates in SSL_CERT_FILE.
source "$(dirname "$0")/../access.sh"

pushed=$(layout "$WORK/image")

# all of the machine is to trust it, but only as this script sees it
mkdir -p "$WORK/ca-certificates" /usr/local/share/ca-certificates
run mount --bind "$WORK/ca-certificates" /usr/local/share/ca-certificates
TOLD=Debian
trusts() { export SSL_CERT_FILE=$1; }
login() { crane auth login --username "$1" --password-stdin "$REGISTRY" <<<"$2"; }
logout() { crane auth logout "$REGISTRY"; }
push() { crane push "$WORK/image" "$REPOSITORIES/$1:$2"; }
pull() {
    rm -rf "$WORK/pulled"
    crane pull --format oci "$REPOSITORIES/$1:1.0.0" "$WORK/pulled" && diff -r "$WORK/image/blobs" "$WORK/pulled/blobs"
}

prove_access
done_testing
