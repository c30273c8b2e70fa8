#!/bin/bash
# CNCF Distribution, 2.8 and 3, serving the same directory read-only while we write to it: what we
# acknowledged they serve at once, and what we deleted they do not.
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/distribution.sh"
needs_own_registry

start_registry
ours=$REGISTRY
run crane push "$(layout "$WORK/first" >/dev/null && echo "$WORK/first")" "$ours/team/first:v1"
DISTRIBUTION_STORAGE='maintenance: {readonly: {enabled: true}}'
theirs=()
for by in 2 3; do
    version "distribution$by" "$(distribution_version "$by")"
    start_distribution "$by" "$REGISTRY_DATA"
    theirs+=("$REGISTRY")
done
REGISTRY=$ours

# somebody pulls from them all the while
pulls() {
    while [ ! -e "$WORK/enough" ]; do
        for address in "${theirs[@]}"; do
            crane validate --remote "$address/team/first:v1" || return
        done
    done
}
pulls >>"$LOGS/pulls.log" 2>&1 &
pulling=$!

for turn in $(seq 8); do
    pushed=$(layout "$WORK/turn$turn" --layers 2 --size 100000)
    run crane push "$WORK/turn$turn" "$ours/team/app:latest"
    run crane tag "$ours/team/app:latest" "t$turn"
    for address in "${theirs[@]}"; do
        [ "$(REGISTRY=$address digest team/app latest)" = "$pushed" ] || fail "$address has an old tag"
        run crane validate --remote "$address/team/app:t$turn"
    done
done
fact "what we pushed they serve at once, whole"
run crane push "$(layout "$WORK/multi" --platforms linux/amd64,linux/arm64 >/dev/null && echo "$WORK/multi")" "$ours/team/multi:v1"
run crane copy "$ours/team/app:latest" "$ours/mounted/elsewhere:v1"
random_file "$WORK/chunk" 100000
upload=$(curl -fsSi -X POST "http://$ours/v2/team/app/blobs/uploads/" | tr -d '\r' | awk 'tolower($1) == "location:" {print $2}')
run curl -fsS -X PATCH -H 'Content-Type: application/octet-stream' --data-binary "@$WORK/chunk" "http://$ours${upload#http://"$ours"}"

run curl -fsS -X DELETE "http://$ours/v2/team/app/manifests/t1"
doomed=$(digest team/app t2)
run curl -fsS -X DELETE "http://$ours/v2/team/app/manifests/$doomed"
for address in "${theirs[@]}"; do
    equal "a deleted tag is gone there" 404 "$(REGISTRY=$address status /v2/team/app/manifests/t1)"
    equal "a deleted manifest too" 404 "$(REGISTRY=$address status "/v2/team/app/manifests/$doomed")"
    refuses "nobody pushes there" crane push "$WORK/first" "$address/team/refused:v1"
done

touch "$WORK/enough"
wait "$pulling" || fail "a pull failed meanwhile"
fact "nobody who pulled there meanwhile failed"
snapshot >"$WORK/ours.txt"
for address in "${theirs[@]}"; do
    snapshot "$address" >"$WORK/theirs.txt"
    check "in the end they have what we have" diff "$WORK/ours.txt" "$WORK/theirs.txt"
done
done_testing
