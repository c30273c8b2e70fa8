#!/bin/bash
# podman: build, push, delete, pull, compare, manifest lists, search. (No `podman run`: starting
# containers says nothing about a registry, and is not possible everywhere.)
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/daemons.sh"
source "$INTEROP/engines.sh"

start_registry
version podman "$(podman --version | awk '{print $3}')"

repository=interop/podman/app
image=$REGISTRY/$repository
build_context "$WORK/context"
check "builds an image" podman build --tls-verify=false -t "$image:v1" "$WORK/context"
before=$(content "$image:v1")
check "pushes it" podman push --tls-verify=false --digestfile "$WORK/digest" "$image:v1"
pushed=$(cat "$WORK/digest")
equal "the registry holds the bytes with the pushed digest" "$pushed" "$(digest $repository v1)"
check "pushes it under a second tag" podman push --tls-verify=false "$image:v1" "$image:v2"
equal "lists the tags" "v1 v2" "$(tags $repository)"

id=$(podman image inspect --format '{{.Id}}' "$image:v1")
run podman rmi --all --force
equal "no image is left" "" "$(podman images -q)"
check "pulls it" podman pull --tls-verify=false "$image:v1"
equal "the pulled image is the built one" "$id" "$(podman image inspect --format '{{.Id}}' "$image:v1")"
equal "with the pushed digest" "$pushed" "$(podman image inspect --format '{{.Digest}}' "$image:v1")"
equal "every file came back" "$before" "$(content "$image:v1")"
run podman rmi --all --force
check "pulls by digest" podman pull --tls-verify=false "$image@$pushed"
equal "the same image" "$id" "$(podman image inspect --format '{{.Id}}' "$image@$pushed")"

check "pushes in Docker's format" podman push --tls-verify=false --format v2s2 "$image@$pushed" "$image:docker"
equal "which the registry serves" application/vnd.docker.distribution.manifest.v2+json \
    "$(manifest $repository docker | jq -r .mediaType)"
run podman rmi --all --force
check "pulls Docker's format" podman pull --tls-verify=false "$image:docker"
equal "every file came back" "$before" "$(content "$image:docker")"

# a fresh image: podman remembers the gzip layers of one that it pushed before, and pushes those
build_context "$WORK/context"
run podman build --tls-verify=false -t "$image:zstd" "$WORK/context"
zstd=$(content "$image:zstd")
check "pushes zstd layers" podman push --tls-verify=false --format oci --compression-format zstd "$image:zstd"
contains "which the registry serves" tar+zstd "$(manifest $repository zstd)"
run podman rmi --all --force
check "pulls zstd layers" podman pull --tls-verify=false "$image:zstd"
equal "every file came back" "$zstd" "$(content "$image:zstd")"

list=$REGISTRY/interop/podman/list
check "makes a manifest list" podman manifest create interop-list
run podman manifest add --tls-verify=false interop-list "docker://$image:docker"
check "pushes the list with its images" \
    podman manifest push --all --tls-verify=false interop-list "docker://$list:v1"
equal "it names one image" 1 "$(manifest interop/podman/list v1 | jq '.manifests | length')"
run podman manifest rm interop-list
run podman rmi --all --force
check "pulls through the list" podman pull --tls-verify=false "$list:v1"
equal "every file came back" "$before" "$(content "$list:v1")"

equal "lists tags by search" "docker v1 v2 zstd" \
    "$(podman search --tls-verify=false --list-tags "$image" | awk 'NR > 1 {print $2}' | sort | xargs)"
contains "finds the repository" "$repository" \
    "$(podman search --tls-verify=false --format '{{.Name}}' "$REGISTRY/podman" | xargs)"
refuses "a tag that is not there cannot be pulled" podman pull --tls-verify=false "$image:missing"
done_testing
