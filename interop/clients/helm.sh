#!/bin/bash
# helm: a chart packaged, pushed, deleted and pulled; a version with `+`, which is no tag character.
source "$(dirname "$0")/../lib.sh"

start_registry
# it was built without its version's last digit in it
version helm "$(go version -m "$GO_BIN/helm" | awk '$1 == "mod" {print $3}')"
cd "$WORK"

check "makes a chart" helm create chart
for chart_version in 1.2.3 1.3.0-rc.1+build.7; do
    check "packages version $chart_version" helm package chart --version "$chart_version"
    package=chart-$chart_version.tgz
    before=$(sha256 "$package")
    check "pushes it" helm push --plain-http "$package" "oci://$REGISTRY/interop/helm"
    rm "$package"
    check "pulls it" helm pull --plain-http "oci://$REGISTRY/interop/helm/chart" --version "$chart_version"
    equal "byte by byte" "$before" "$(sha256 "$package")"
    equal "shows its version" "$chart_version" \
        "$(helm show chart --plain-http "oci://$REGISTRY/interop/helm/chart" --version "$chart_version" | awk '/^version:/ {print $2}')"
    check "renders it straight from the registry" \
        helm template --plain-http release "oci://$REGISTRY/interop/helm/chart" --version "$chart_version"
done
equal "the tag has _ for +" "1.2.3 1.3.0-rc.1_build.7" "$(tags interop/helm/chart)"
equal "it is a chart" application/vnd.cncf.helm.config.v1+json \
    "$(manifest interop/helm/chart 1.2.3 | jq -r .config.mediaType)"
check "pulls the newest by range" helm pull --plain-http "oci://$REGISTRY/interop/helm/chart" --version '~1.2' -d "$TMPDIR"
refuses "a version that is not there cannot be pulled" \
    helm pull --plain-http "oci://$REGISTRY/interop/helm/chart" --version 9.9.9
done_testing
