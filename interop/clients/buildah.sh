#!/bin/bash
# buildah: an image built by commands and one built from a Dockerfile, pushed, deleted and pulled.
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/daemons.sh"
source "$INTEROP/engines.sh"

start_registry
version buildah "$(buildah --version | awk '{print $3}')"

repository=interop/buildah/app
image=$REGISTRY/$repository
build_context "$WORK/context"

container=$(buildah from scratch)
run buildah copy "$container" "$WORK/context/busybox" /bin/busybox
run buildah copy "$container" "$WORK/context/payload" /payload
run buildah config --cmd /bin/busybox --label interop=yes "$container"
check "commits a container as an image" buildah commit --rm "$container" "$image:made"
check "builds from a Dockerfile" buildah bud --tls-verify=false -t "$image:built" "$WORK/context"
for tag in made built; do
    id=$(buildah inspect --type image --format '{{.FromImageID}}' "$image:$tag")
    before=$(content "$image:$tag")
    check "pushes the $tag one" buildah push --tls-verify=false --digestfile "$WORK/digest" "$image:$tag"
    equal "the registry holds the bytes with the pushed digest" "$(cat "$WORK/digest")" "$(digest $repository $tag)"
    run buildah rmi --force "$image:$tag"
    check "pulls it" buildah pull --tls-verify=false "$image:$tag"
    equal "the same image" "$id" "$(buildah inspect --type image --format '{{.FromImageID}}' "$image:$tag")"
    equal "every file came back" "$before" "$(content "$image:$tag")"
done
equal "lists the tags" "built made" "$(tags $repository)"

run buildah rmi --all --force
printf 'FROM %s\nCOPY greeting /more\n' "$image:built" >"$WORK/context/Dockerfile"
check "builds on an image that it pulls for that" \
    buildah bud --tls-verify=false --layers -t "$image:more" "$WORK/context"
check "pushes it" buildah push --tls-verify=false "$image:more"
equal "with one layer more" "$(($(manifest $repository built | jq '.layers | length') + 1))" \
    "$(manifest $repository more | jq '.layers | length')"

check "makes a manifest list" buildah manifest create interop-list
run buildah manifest add --tls-verify=false --arch amd64 interop-list "docker://$image:built"
run buildah manifest add --tls-verify=false --arch arm64 interop-list "docker://$image:made"
check "pushes it with its images" buildah manifest push --all --tls-verify=false interop-list "docker://$image:list"
equal "it names both" 2 "$(manifest $repository list | jq '.manifests | length')"
run buildah rmi --all --force
check "pulls through the list" buildah pull --tls-verify=false "$image:list"
done_testing
