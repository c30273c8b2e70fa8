#!/bin/bash
# oras: the file with the CA is a flag of each command.
source "$(dirname "$0")/../access.sh"

cd "$WORK"
random_file file.bin 300000

trusts() { TRUST=(--ca-file "$1"); }
TRUST=()
login() { oras login "${TRUST[@]}" --username "$1" --password-stdin "$REGISTRY" <<<"$2"; }
logout() { oras logout "$REGISTRY"; }
push() { oras push "${TRUST[@]}" "$REPOSITORIES/$1:$2" file.bin; }
pull() {
    rm -rf pulled
    oras pull "${TRUST[@]}" -o pulled "$REPOSITORIES/$1:1.0.0" && cmp file.bin pulled/file.bin
}

prove_access
done_testing
