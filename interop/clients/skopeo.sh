#!/bin/bash
# skopeo: layouts and directories to the registry, on to another repository, and back; deletion.
source "$(dirname "$0")/../lib.sh"

start_registry
version skopeo "$(skopeo --version | awk '{print $3}')"
skopeo() { command skopeo --tmpdir "$TMPDIR" "$@"; }
FROM=--src-tls-verify=false TO=--dest-tls-verify=false

repository=interop/skopeo/app
image=docker://$REGISTRY/$repository
pushed=$(layout "$WORK/image" --name v1)
check "copies a layout to the registry" skopeo copy $TO "oci:$WORK/image:v1" "$image:v1"
equal "the registry holds its bytes" "$pushed" "$(digest $repository v1)"
check "copies it to another repository" \
    skopeo copy $FROM $TO "$image:v1" "docker://$REGISTRY/interop/skopeo/copy:v1"
equal "the same bytes" "$pushed" "$(digest interop/skopeo/copy v1)"
check "copies it back into a layout" skopeo copy $FROM "$image:v1" "oci:$WORK/back:v1"
check "every blob is one that was pushed" diff -r "$WORK/image/blobs" "$WORK/back/blobs"

check "converts it to Docker's format" skopeo copy $FROM $TO -f v2s2 "$image:v1" "$image:docker"
equal "which is what the registry then serves" application/vnd.docker.distribution.manifest.v2+json \
    "$(manifest $repository docker | jq -r .mediaType)"
check "copies it to a directory" skopeo copy $FROM "$image:docker" "dir:$WORK/dir"
check "copies the directory to the registry" skopeo copy $TO "dir:$WORK/dir" "$image:dir"
equal "unchanged" "$(digest $repository docker)" "$(digest $repository dir)"

index=$(layout "$WORK/index" --name multi --platforms linux/amd64,linux/arm64,linux/s390x)
check "copies an index with all its images" skopeo copy --all $TO "oci:$WORK/index:multi" "$image:multi"
equal "unchanged" "$index" "$(digest $repository multi)"
check "copies the index on" \
    skopeo copy --all $FROM $TO "$image:multi" "docker://$REGISTRY/interop/skopeo/copy:multi"
equal "unchanged" "$index" "$(digest interop/skopeo/copy multi)"
check "copies the index back" skopeo copy --all $FROM "$image:multi" "oci:$WORK/index-back:multi"
check "with every blob of every platform" diff -r "$WORK/index/blobs" "$WORK/index-back/blobs"

equal "lists the tags" "dir docker multi v1" "$(skopeo list-tags --tls-verify=false "$image" | jq -r '.Tags[]' | sort | xargs)"
equal "inspects an image" "$pushed" "$(skopeo inspect --tls-verify=false "$image:v1" | jq -r .Digest)"
equal "inspects its config" amd64 "$(skopeo inspect --tls-verify=false --config "$image:v1" | jq -r .architecture)"
equal "reads the raw manifest" "$pushed" \
    "sha256:$(skopeo inspect --tls-verify=false --raw "$image:v1" | sha256sum | cut -d' ' -f1)"
check "copies by digest" skopeo copy $FROM "$image@$pushed" "oci:$WORK/by-digest:v1"
check "synchronises a whole repository" \
    skopeo sync --all --src docker --dest dir --src-tls-verify=false "$REGISTRY/$repository" "$WORK/sync"

run skopeo copy $FROM $TO "$image:v1" "$image:doomed"
check "deletes an image" skopeo delete --tls-verify=false "$image:docker"
refuses "then its tag is gone" skopeo inspect --tls-verify=false "$image:docker"
refuses "and the tag that pointed to the same manifest" skopeo inspect --tls-verify=false "$image:dir"
equal "the other tags are there" "doomed multi v1" "$(tags $repository)"
check "pushes it again" skopeo copy $TO "dir:$WORK/dir" "$image:docker"
check "and reads it again" skopeo inspect --tls-verify=false "$image:docker"
done_testing
