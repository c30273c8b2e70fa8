#!/bin/bash
# crane: push, pull, copy, append, mutate, index append, validate, list, delete.
source "$(dirname "$0")/../lib.sh"

start_registry
version crane "$(crane version)"

repository=interop/crane/app
image=$REGISTRY/$repository
pushed=$(layout "$WORK/image")
check "pushes an image" crane push "$WORK/image" "$image:v1"
equal "with its own digest" "$pushed" "$(crane digest "$image:v1")"
equal "the registry holds those bytes" "$pushed" "$(digest $repository v1)"
check "validates it: every layer fetched and hashed" crane validate --remote "$image:v1"
check "pulls it as a layout" crane pull --format oci "$image:v1" "$WORK/pulled"
check "every pulled blob is one that was pushed" diff -r "$WORK/image/blobs" "$WORK/pulled/blobs"
check "pulls it as a tarball" crane pull "$image:v1" "$WORK/pulled.tar"
check "validates the tarball" crane validate --tarball "$WORK/pulled.tar"
equal "reads the config" amd64 "$(crane config "$image:v1" | jq -r .architecture)"

index=$(layout "$WORK/index" --platforms linux/amd64,linux/arm64,linux/s390x)
check "pushes an index" crane push --index "$WORK/index" "$image:multi"
# a layout of an index is itself an index; crane pushes the outer one
multi=$(crane digest "$image:multi")
check "validates the index with its children" crane validate --remote "$image:multi"
equal "finds one platform's image in it" arm64 \
    "$(crane config --platform linux/arm64 "$image@$index" | jq -r .architecture)"

check "copies the image to another repository" crane copy "$image:v1" "$REGISTRY/interop/crane/copy:v1"
equal "the copy has the same digest" "$pushed" "$(digest interop/crane/copy v1)"
check "copies the index with everything" crane copy "$image:multi" "$REGISTRY/interop/crane/copy:multi"
equal "the copied index has the same digest" "$multi" "$(digest interop/crane/copy multi)"
check "validates the copied index" crane validate --remote "$REGISTRY/interop/crane/copy:multi"

random_file "$WORK/file" 500000
tar -C "$WORK" -cf "$WORK/layer.tar" file
check "appends a layer" crane append -b "$image:v1" -f "$WORK/layer.tar" -t "$image:v2"
equal "which makes three" 3 "$(manifest $repository v2 | jq '.layers | length')"
equal "and comes back byte by byte" "$(sha256 "$WORK/file")" \
    "$(crane export "$image:v2" - | tar -xO file | sha256sum | cut -d' ' -f1)"
check "mutates an image" crane mutate --label interop=yes -t "$image:v3" "$image:v2"
equal "the label is there" yes "$(crane config "$image:v3" | jq -r .config.Labels.interop)"
check "makes an index of two images" crane index append -m "$image:v1" -m "$image:v3" -t "$image:both"
equal "which names both" 2 "$(manifest $repository both | jq '.manifests | length')"
check "tags" crane tag "$image:v1" stable
equal "lists the tags" "both multi stable v1 v2 v3" "$(crane ls "$image" | sort | xargs)"
contains "finds the repository in the catalog" $repository "$(crane catalog "$REGISTRY" | xargs)"
contains "and the copy" interop/crane/copy "$(crane catalog "$REGISTRY" | xargs)"

# crane deletes a tag by name and a manifest by digest
check "deletes a manifest" crane delete "$image@$(crane digest "$image:v3")"
refuses "then its tag cannot be pulled" crane manifest "$image:v3"
equal "the other tags are still there" "$pushed" "$(digest $repository stable)"
check "validates what is left" crane validate --remote "$image:v2"
done_testing
