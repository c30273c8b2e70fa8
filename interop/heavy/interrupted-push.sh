#!/bin/bash
# Pushes that are cut: by the client in mid-chunk, by kill -9 of the registry; they resume or repeat.
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/daemons.sh"
needs_own_registry

start_registry
cd "$WORK"
repository=interop/heavy/cut
resume() { python3 "$INTEROP/heavy/resume.py" "$@" 2>>"$LOG"; }
readable() { # readable FILE: the registry serves the blob with these bytes
    curl -fsS "http://$REGISTRY/v2/$repository/blobs/sha256:$(sha256 "$1")" | cmp - "$1"
}

random_file one.bin 30000000
read -r location offset < <(resume begin "$REGISTRY" $repository one.bin)
fact "a chunk cut at 15000000 of 30000000 bytes leaves an upload at $offset"
equal "nothing is readable yet" 404 "$(status "/v2/$repository/blobs/sha256:$(sha256 one.bin)")"
equal "sends the rest from there" "sha256:$(sha256 one.bin)" "$(resume finish "$REGISTRY" one.bin "$location")"
check "and reads the whole" readable one.bin

random_file two.bin 30000000
read -r location offset < <(resume begin "$REGISTRY" $repository two.bin)
fact "another one is cut at $offset"
stop_registry
restart_registry
equal "after a restart of the registry it goes on" "sha256:$(sha256 two.bin)" \
    "$(resume finish "$REGISTRY" two.bin "$location")"
check "and reads the whole" readable two.bin

random_file three.bin 30000000
read -r location offset < <(resume begin "$REGISTRY" $repository three.bin)
fact "a third is cut at $offset"
stop_registry KILL
restart_registry
equal "after kill -9 it goes on" "sha256:$(sha256 three.bin)" \
    "$(resume finish "$REGISTRY" three.bin "$location")"
check "and reads the whole" readable three.bin

# --- Docker repeats by itself
start_dockerd --insecure-registry "$REGISTRY"
image=$REGISTRY/$repository:docker
mkdir context
random_file context/payload 200000000
printf 'FROM scratch\nCOPY payload /payload\nCMD ["/payload"]\n' >context/Dockerfile
run docker build -t "$image" context
before=$(du -sk "$REGISTRY_DATA" | cut -f1)
grown() { [ "$(du -sk "$REGISTRY_DATA" | cut -f1)" -gt $((before + 30000)) ]; }
launch docker-push docker push "$image"
push=$LAUNCHED
await 60 "30 MB of Docker's push" grown
alive "$push" || fail "docker push ended before the registry could be killed"
stop_registry KILL
fact "kill -9 while Docker pushes, after $(($(du -sk "$REGISTRY_DATA" | cut -f1) - before)) KB"
refuses "nothing can be pulled from it" curl -fsS "http://$LAST_ADDRESS/v2/"
restart_registry
equal "the image is not there yet" 404 "$(status "/v2/$repository/manifests/docker")"
wait "$push" || fail "docker push gave up"
fact "Docker's push ends well by itself"
contains "after a retry" Retrying "$(cat "$LOGS/docker-push.log")"
id=$(docker image inspect -f '{{.Id}}' "$image")
run docker rmi "$image"
check "the image can be pulled" docker pull "$image"
equal "the same" "$id" "$(docker image inspect -f '{{.Id}}' "$image")"

# --- skopeo does not, but its next try succeeds
layout image --name v1 --size 150000000 --layers 1 >>"$LOG"
before=$(du -sk "$REGISTRY_DATA" | cut -f1)
launch skopeo skopeo --tmpdir "$TMPDIR" copy --dest-tls-verify=false oci:image:v1 "docker://$REGISTRY/$repository:skopeo"
push=$LAUNCHED
await 60 "30 MB of skopeo's push" grown
alive "$push" || fail "skopeo ended before it could be killed"
kill -KILL "$push"
wait "$push" 2>/dev/null || true
equal "skopeo is killed in the middle; the image is not there" 404 "$(status "/v2/$repository/manifests/skopeo")"
check "its next push succeeds" \
    skopeo --tmpdir "$TMPDIR" copy --dest-tls-verify=false oci:image:v1 "docker://$REGISTRY/$repository:skopeo"
check "and is whole" crane validate --remote "$REGISTRY/$repository:skopeo"
done_testing
