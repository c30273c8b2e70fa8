#!/bin/bash
# Two instances whose kernels keep for 30 s what they saw of the directory, as two NFS clients do, behind
# nginx: images are pushed in parallel, and no request fails. Two of Distribution fail on the same mounts,
# which shows that the mounts are what they should be.
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/shared.sh"
source "$INTEROP/distribution.sh"
needs_own_registry
IMAGES=30 AT_ONCE=5

# Go keeps its modules in the caller's home
HOME=$CALLERS_HOME run go build -C "$INTEROP/shared/caching-mount" -o "$WORK/caching-mount" .

# mounts NAME: two mounts of one new directory, in MOUNTS
mounts() {
    local side
    mkdir -p "$WORK/$1/data"
    MOUNTS=()
    for side in a b; do
        mkdir "$WORK/$1/$side"
        launch "mount-$1-$side" "$WORK/caching-mount" "$WORK/$1/data" "$WORK/$1/$side"
        await 10 "a mount" mountpoint -q "$WORK/$1/$side"
        MOUNTS+=("$WORK/$1/$side")
    done
}

for number in $(seq "$IMAGES"); do
    layout "$WORK/image$number" --name v1 --layers 4 --size 50000 >"$WORK/image$number.digest"
done

# push_all: every image, some at once, each to a repository of its own; says how many failed
push_all() {
    # shellcheck disable=SC2016 # the inner shell's own words
    seq "$IMAGES" | HOME=$CALLERS_HOME xargs -P "$AT_ONCE" -I{} sh -c '
        skopeo copy --dest-tls-verify=false "oci:'"$WORK"'/image{}:v1" "docker://'"$REGISTRY"'/parallel/app{}:v1" \
            >"'"$LOGS"'/push-'"$1"'-{}.log" 2>&1 || echo "image {}"' | wc -l
}

# --- what the mounts are
mounts plain
a=${MOUNTS[0]} b=${MOUNTS[1]}
refuses "a name is not there" test -e "$b/name"
echo content >"$a/name"
refuses "and stays absent for one who asked before it came" test -e "$b/name"
check "until the directory is opened" ls "$b"
equal "then it is there" content "$(cat "$b/name")"

# --- ours
mounts ours
INSTANCES=()
for side in 0 1; do
    start_instance "instance$side" "${MOUNTS[side]}/registry"
    INSTANCES+=("$INSTANCE")
done
one=${INSTANCES[0]} other=${INSTANCES[1]}
for turn in $(seq 20); do
    pushed=$(layout "$WORK/turn$turn" --size 1000)
    for address in "${INSTANCES[@]}"; do
        for path in "manifests/t$turn" "manifests/$pushed"; do
            [ "$(REGISTRY=$address status -I "/v2/interop/seen$turn/$path")" = 404 ] || fail "$path was there before"
        done
    done
    run crane push "$WORK/turn$turn" "$one/interop/seen$turn:t$turn"
    for path in "manifests/t$turn" "manifests/$pushed" tags/list; do
        [ "$(REGISTRY=$other status "/v2/interop/seen$turn/$path")" = 200 ] || fail "turn $turn: no $path at the other"
    done
    run crane validate --remote "$other/interop/seen$turn:t$turn"
    [ "$(REGISTRY=$other status -X DELETE "/v2/interop/seen$turn/manifests/$pushed")" = 202 ] || fail "not deleted"
    [ "$(REGISTRY=$one status "/v2/interop/seen$turn/manifests/$pushed")" = 404 ] || fail "still there at the first"
done
fact "what one acknowledged the other has at once, though it was asked before; what one deleted the other has not"
balance "${INSTANCES[@]}"
equal "of $IMAGES images pushed in parallel, so many fail" 0 "$(push_all ours)"
for number in $(seq "$IMAGES"); do
    for address in "${INSTANCES[@]}"; do
        [ "$(REGISTRY=$address digest "parallel/app$number" v1)" = "$(cat "$WORK/image$number.digest")" ] ||
            fail "$address has another image $number"
    done
done
fact "both have them all"
random_file "$WORK/blob" 3000000
upload_hopping interop/hop "$WORK/blob" 20
held_by_all "/v2/interop/hop/blobs/$DIGEST" "${INSTANCES[@]}"
fact "an upload hops between them"
stop "$NGINX" || fail "nginx did not end when asked to"

# --- theirs
mounts theirs
addresses=()
for side in 0 1; do
    start_distribution 3 "${MOUNTS[side]}"
    addresses+=("$REGISTRY")
done
balance "${addresses[@]}"
failed=$(push_all theirs)
[ "$failed" -gt 0 ] || fail "no push to Distribution failed: then these mounts show nothing"
fact "of the same images pushed to two of Distribution, $failed fail"
done_testing
