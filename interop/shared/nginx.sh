#!/bin/bash
# Three instances on one directory behind nginx, which sends every request to another: Docker, podman,
# containerd, uploads that hop at every chunk, the conformance suite, and one instance that dies.
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/shared.sh"
source "$INTEROP/daemons.sh"
source "$INTEROP/engines.sh"
needs_own_registry

start_instances 3 "$WORK/data" --sparse
balance "${INSTANCES[@]}"
equal "three requests go to three instances" 3 "$(for _ in 1 2 3; do
    curl -sS -o /dev/null -D - "http://$REGISTRY/v2/"
done | grep -i x-instance | sort -u | wc -l)"

# --- uploads
random_file "$WORK/blob" 5000000
upload_hopping interop/hop "$WORK/blob" 20
equal "an upload goes through three instances, another for each request" 3 "$(tr ' ' '\n' <<<"$HOPS" | sort -u | wc -l)"
held_by_all "/v2/interop/hop/blobs/$DIGEST" "${INSTANCES[@]}"
equal "and comes out whole" "$DIGEST" "sha256:$(curl -fsS "http://$REGISTRY/v2/interop/hop/blobs/$DIGEST" | sha256sum | cut -d' ' -f1)"

# --- engines
start_dockerd --insecure-registry "$REGISTRY"
image=$REGISTRY/interop/three
version nginx "$(nginx -v 2>&1 | sed 's,.*/,,')"
build_context "$WORK/context"
run docker build -t "$image/docker:v1" "$WORK/context"
id=$(docker image inspect -f '{{.Id}}' "$image/docker:v1")
check "docker pushes" docker push "$image/docker:v1"
run docker rmi "$image/docker:v1"
check "docker pulls" docker pull "$image/docker:v1"
equal "the same image" "$id" "$(docker image inspect -f '{{.Id}}' "$image/docker:v1")"

build_context "$WORK/context"
run podman build --tls-verify=false -t "$image/podman:v1" "$WORK/context"
before=$(content "$image/podman:v1")
check "podman pushes" podman push --tls-verify=false "$image/podman:v1"
run podman rmi --all --force
check "podman pulls" podman pull --tls-verify=false "$image/podman:v1"
equal "every file came back" "$before" "$(content "$image/podman:v1")"

ctr() { /usr/bin/ctr --address "$CONTAINERD_SOCKET" --namespace three "$@"; }
name=$image/containerd:v1
pushed=$(layout "$WORK/image" --name "$name" --layers 5 --size 3000000)
run tar -C "$WORK/image" -cf "$WORK/image.tar" .
run ctr images import --snapshotter native "$WORK/image.tar"
check "containerd pushes" ctr images push --plain-http "$name"
equal "what it was given" "$pushed" "$(digest interop/three/containerd v1)"
run ctr images rm --sync "$name"
run ctr content prune references
check "containerd pulls" ctr images pull --plain-http --snapshotter native "$name"
equal "the same" "$pushed" "$(ctr images ls "name==$name" | awk 'NR == 2 {print $3}')"

# --- tags, and what is deleted
for turn in $(seq 20); do
    pushed=$(layout "$WORK/turn$turn" --size 1000)
    run crane push "$WORK/turn$turn" "$image/tag:latest"
    for address in "${INSTANCES[@]}"; do
        [ "$(REGISTRY=$address digest interop/three/tag latest)" = "$pushed" ] || fail "$address has an old tag"
    done
done
fact "a tag that moves is at once where it was put, for all three"
run curl -fsS -X DELETE "http://$REGISTRY/v2/interop/three/tag/manifests/$pushed"
for address in "${INSTANCES[@]}"; do
    [ "$(REGISTRY=$address status "/v2/interop/three/tag/manifests/$pushed")" = 404 ] || fail "$address still has it"
    [ "$(REGISTRY=$address status "/v2/interop/three/tag/manifests/latest")" = 404 ] || fail "$address still has the tag"
done
fact "and what is deleted is at once gone, for all three"

check "the conformance suite, every request another instance" env REGISTRY="$REGISTRY" TMPDIR="$WORK/tmp" HOME="$CALLERS_HOME" \
    "$INTEROP/conformance.sh" dev
echo "conformance  three instances: $(sed -n 's/^conformance  dev.*: //p' "$LOG" | tail -n 1)"

# --- one dies
pull_all() {
    local number
    for number in $(seq 6); do crane validate --remote "$image/docker:v1" || return; done
}
run podman rmi --all --force
build_context "$WORK/context"
random_file "$WORK/context/payload" 80000000
run docker build -t "$image/docker:v2" "$WORK/context"
echo "\$ docker push $image/docker:v2 &" >>"$LOG"
docker push "$image/docker:v2" >"$WORK/push.log" 2>&1 &
push=$!
uploading() { [ -n "$(find "$WORK/data/docker/registry/v2/repositories/interop/three/docker/_uploads" -name '.*.tmp' -size +1M 2>/dev/null)" ]; }
await 60 "a layer on its way" uploading
kill_instance "${INSTANCE_PIDS[1]}"
fact "one of three is killed while docker pushes"
wait "$push" || fail "docker gave up: $(tail -n 5 "$WORK/push.log")"
fact "docker goes on and ends its push"
check "clients pull" pull_all
equal "the image is whole" "$(docker image inspect -f '{{index .RepoDigests 0}}' "$image/docker:v2" | cut -d@ -f2)" \
    "$(digest interop/three/docker v2)"
check "every blob of it" crane validate --remote "$image/docker:v2"
random_file "$WORK/blob" 1000000
upload_hopping interop/hop "$WORK/blob" 5
fact "uploads hop between the two that are left"
done_testing
