#!/bin/bash
# Docker: build, push under several tags, delete, pull, run, push again.
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/daemons.sh"

start_registry
start_dockerd --insecure-registry "$REGISTRY"
version docker "$(docker version -f '{{.Client.Version}}'), engine $(docker version -f '{{.Server.Version}}')"

repository=interop/docker/app
image=$REGISTRY/$repository
context=$WORK/context
build_context "$context"
check "builds an image from scratch" docker build -t "$image:v1" "$context"
id=$(docker image inspect -f '{{.Id}}' "$image:v1")

check "pushes it" docker push "$image:v1"
pushed=$(docker image inspect -f '{{index .RepoDigests 0}}' "$image:v1")
pushed=${pushed#*@}
equal "the registry holds the bytes with the pushed digest" "$pushed" "$(digest $repository v1)"

run docker tag "$image:v1" "$image:v2"
run docker tag "$image:v1" "$image:latest"
check "pushes all tags at once" docker push -a "$image"
equal "lists the three tags" "latest v1 v2" "$(tags $repository)"
equal "a tag pushed later has the same digest" "$pushed" "$(digest $repository v2)"

# --- gone from the engine, back from the registry
run docker rmi "$image:v1" "$image:v2" "$image:latest"
equal "the engine has no image left" "" "$(docker images -aq)"
check "pulls by tag" docker pull "$image:v1"
equal "the pulled image is the built one" "$id" "$(docker image inspect -f '{{.Id}}' "$image:v1")"
equal "runs it" "$(cat "$context/greeting")" "$(docker run --rm --network host "$image:v1")"
equal "the payload came back byte by byte" "$(sha256 "$context/payload")" \
    "$(docker run --rm --network host "$image:v1" /bin/busybox sha256sum /payload | cut -d' ' -f1)"
run docker rmi "$image:v1"
check "pulls by digest" docker pull "$image@$pushed"
equal "by digest the same image" "$id" "$(docker image inspect -f '{{.Id}}' "$image@$pushed")"

# --- again, and elsewhere
run docker tag "$image@$pushed" "$image:again"
check "pushes an image that it pulled" docker push "$image:again"
equal "with the digest it had" "$pushed" "$(digest $repository again)"
run docker tag "$image@$pushed" "$REGISTRY/interop/docker/copy:v1"
output=$(docker push "$REGISTRY/interop/docker/copy:v1")
echo "$output" >>"$LOG"
contains "mounts the layers into another repository instead of pushing them" "Mounted from" "$output"
equal "where it has the same digest" "$pushed" "$(digest interop/docker/copy v1)"

run docker rmi -f "$id"
run docker pull "$image:v2"
output=$(docker push "$image:v2")
contains "after rmi and pull every layer exists already" "Layer already exists" "$output"

echo "second" >>"$context/greeting"
check "builds on" docker build -t "$image:v3" "$context"
check "pushes what is new" docker push "$image:v3"
run docker rmi -f "$(docker image inspect -f '{{.Id}}' "$image:v3")"
check "pulls the new one" docker pull "$image:v3"
equal "runs the new one" "$(cat "$context/greeting")" "$(docker run --rm --network host "$image:v3")"

# --- a list of two
check "makes a manifest list" docker manifest create --insecure "$image:list" "$image:v1" "$image:v3"
check "pushes the manifest list" docker manifest push --insecure "$image:list"
equal "the list names two images" 2 "$(manifest $repository list | jq '.manifests | length')"
check "pulls through the list" docker pull "$image:list"

refuses "a tag that is not there cannot be pulled" docker pull "$image:missing"
done_testing
