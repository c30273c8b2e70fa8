#!/bin/bash
# An image of 40 layers, built and pushed by Docker, which sends several layers at once.
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/daemons.sh"

start_registry
start_dockerd --insecure-registry "$REGISTRY"
repository=interop/heavy/forty
image=$REGISTRY/$repository:v1
context=$WORK/context
build_context "$context"
printf 'FROM scratch\nCOPY busybox /bin/busybox\n' >"$context/Dockerfile"
for layer in $(seq 2 40); do
    random_file "$context/part$layer" $((layer * 20000))
    echo "COPY part$layer /parts/part$layer" >>"$context/Dockerfile"
done
echo 'CMD ["/bin/busybox", "sh", "-c", "cat /parts/* | sha256sum"]' >>"$context/Dockerfile"
check "builds an image of 40 layers" docker build -t "$image" "$context"
wanted=$(docker run --rm --network host "$image")
id=$(docker image inspect -f '{{.Id}}' "$image")
check "pushes it" docker push "$image"
equal "the registry has 40 layers" 40 "$(manifest $repository v1 | jq '.layers | length')"
run docker rmi "$image"
check "pulls it" docker pull "$image"
equal "the same image" "$id" "$(docker image inspect -f '{{.Id}}' "$image")"
equal "with the same content" "$wanted" "$(docker run --rm --network host "$image")"

check "crane copies it" crane copy "$image" "$REGISTRY/interop/heavy/forty-copy:v1"
check "and validates it" crane validate --remote "$REGISTRY/interop/heavy/forty-copy:v1"
check "podman's library copies it out" skopeo --tmpdir "$TMPDIR" copy --src-tls-verify=false \
    "docker://$image" "dir:$WORK/dir"
equal "in 40 layers, a config and a manifest" 42 "$(find "$WORK/dir" -type f ! -name version | wc -l)"
done_testing
