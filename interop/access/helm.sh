#!/bin/bash
# helm: the file with the CA is a flag of each command.
source "$(dirname "$0")/../access.sh"

cd "$WORK"
for chart in open inner app; do
    run helm create "$chart"
    for version in 1.0.0 2.0.0; do run helm package "$chart" --version $version; done
done

trusts() { TRUST=(--ca-file "$1"); }
TRUST=()
login() { helm registry login "${TRUST[@]}" --username "$1" --password-stdin "$REGISTRY" <<<"$2"; }
logout() { helm registry logout "$REGISTRY"; }
push() { helm push "${TRUST[@]}" "$1-$2.tgz" "oci://$REPOSITORIES"; }
pull() {
    rm -rf pulled
    mkdir pulled
    helm pull "${TRUST[@]}" -d pulled "oci://$REPOSITORIES/$1" --version 1.0.0 && cmp "$1-1.0.0.tgz" "pulled/$1-1.0.0.tgz"
}

prove_access
done_testing
