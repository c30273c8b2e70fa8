#!/bin/bash
# Damage done to the files of a registry that serves: `stowage verify` names it, and the tags that it
# hurts, and takes it away; a push heals it. `stowage usage` counts what is there.
source "$(dirname "$0")/../lib.sh"
needs_own_registry

start_registry
cd "$WORK"
version skopeo "$(skopeo --version | awk '{print $3}')"
version crane "$(crane version)"
blobs=$REGISTRY_DATA/docker/registry/v2/blobs/sha256
repositories=$REGISTRY_DATA/docker/registry/v2/repositories
own=$REGISTRY_DATA/docker/registry/v2/stowage

bytes() { echo "$blobs/$(cut -c8-9 <<<"$1")/${1#sha256:}/data"; } # bytes DIGEST: the file
layer() { jq -r ".layers[$2].digest" "$1/blobs/sha256/${3#sha256:}"; } # layer LAYOUT NUMBER MANIFEST
push() { run skopeo copy --all --dest-tls-verify=false "oci:$1:v1" "docker://$REGISTRY/$2"; }
push_all() {
    push one app/one:v1
    push one app/shared:latest
    push multi app/multi:v1
    push third app/third:v1
    push fourth app/fourth:v1
    push fourth app/fourth:v2
    push whole app/whole:v1
}
verify() { # verify [flags]: the report, one JSON object, whatever the status
    HOME=$CALLERS_HOME "$STOWAGE" verify --data "$REGISTRY_DATA" --json "$@" 2>>"$LOG" || [ $? = 1 ]
}
findings() { # one line each: problem, what, whether it was taken away, whom it hurts
    jq -r '.findings[] | [.problem, (.digest // "\(.repository):\(.tag)"),
        (if .quarantined then "taken" else "stays" end), (.hurts | map(.image) | sort | .[])] | join(" ")' <<<"$1" | sort
}

one=$(layout one --name v1 --layers 3)
multi=$(layout multi --name v1 --platforms linux/amd64,linux/arm64)
third=$(layout third --name v1)
fourth=$(layout fourth --name v1)
whole=$(layout whole --name v1 --size 2000000)
push_all
arm=$(jq -r '.manifests[1].digest' "multi/blobs/sha256/${multi#sha256:}")
echo "signed" >signature.txt
run oras attach --plain-http --artifact-type application/vnd.example.signature "$REGISTRY/app/whole:v1" \
    signature.txt:text/plain
signature=sha256:$(sha256 signature.txt)

# --- all is well
check "what was pushed is well" "$STOWAGE" verify --data "$REGISTRY_DATA"
report=$(verify)
equal "everything was read" "$(find "$blobs" -name data | wc -l) $(find "$blobs" -name data -printf '%s\n' | paste -sd+ | bc)" \
    "$(jq -r '"\(.contents) \(.bytes)"' <<<"$report")"
usage=$("$STOWAGE" usage --data "$REGISTRY_DATA" --json --tags 2>>"$LOG")
equal "what is stored is what lies on the disk" "$(jq .bytes <<<"$report")" "$(jq .stored <<<"$usage")"
equal "a repository that shares all it has costs nothing alone" "0 $(jq '[.layers[].size, .config.size] | add' \
    "one/blobs/sha256/${one#sha256:}" | awk -v m="$(stat -c %s "$(bytes "$one")")" '{print $1 + m}')" \
    "$(jq -r '.repositories[] | select(.repository == "app/shared") | "\(.alone) \(.shared)"' <<<"$usage")"

# --- one kind of damage to each
flipped=$(layer one 1 "$one")
truncated=$(layer multi 0 "$arm")
removed=$(layer third 1 "$third")
printf '\x55' | dd of="$(bytes "$flipped")" bs=1 seek=1000 conv=notrunc status=none
cmp -s "$(bytes "$flipped")" "one/blobs/sha256/${flipped#sha256:}" && printf '\xaa' | dd of="$(bytes "$flipped")" bs=1 seek=1000 conv=notrunc status=none
truncate -s -1 "$(bytes "$truncated")"
rm "$(bytes "$removed")"
sed -i 's/"schemaVersion"/"schemaversion"/' "$(bytes "$fourth")"
: >"$repositories/app/whole/_manifests/tags/v1/current/link"
: >"$(bytes "$signature")"

expected=$(sort <<END
corrupt $flipped taken app/one:v1 app/shared:latest
corrupt $truncated taken app/multi:v1
missing $removed stays app/third:v1
corrupt $fourth taken app/fourth:v1 app/fourth:v2
broken link app/whole:v1 stays app/whole:v1
corrupt $signature taken $(oras discover --plain-http --format json "$REGISTRY/app/whole@$whole" | jq -r '"app/whole@" + .referrers[0].digest')
END
)
looked=$(verify --dry-run)
equal "each damage is found, with the tags that it hurts" "${expected//taken/stays}" "$(findings "$looked")"
equal "and stays when only looked for" 1 "$(find "$(bytes "$flipped")" -size +0 | wc -l)"
equal "the damaged blob answers as if it were whole" 200 "$(status -I "/v2/app/one/blobs/$flipped")"
equal "an index is hurt through its child" "$arm" \
    "$(jq -r ".findings[] | select(.digest == \"$truncated\") | .hurts[0].through" <<<"$looked")"
report=$(verify)
equal "found again, it is taken away" "$expected" "$(findings "$report")"
equal "and kept for people" 4 "$(find "$own/quarantine" -type f | wc -l)"
for digest in "$flipped" "$truncated" "$removed"; do
    equal "clients are told that it is not there" 404 "$(status -I "/v2/app/one/blobs/$digest")"
done
refuses "a verification that finds something fails" "$STOWAGE" verify --data "$REGISTRY_DATA" --rate 100MB/s
refuses "and so does a pull" crane validate --remote "$REGISTRY/app/one:v1"

# --- healed by the next push, while the registry serves
push_all
run oras blob push --plain-http "$REGISTRY/app/whole@$signature" signature.txt
check "what was pushed again is well" "$STOWAGE" verify --data "$REGISTRY_DATA"
for image in app/one:v1 app/shared:latest app/multi:v1 app/third:v1 app/fourth:v1 app/fourth:v2 app/whole:v1; do
    check "$image can be pulled, whole" crane validate --remote "$REGISTRY/$image"
done
equal "with the digests that it had" "$one $multi $third $fourth $whole" \
    "$(digest app/shared latest) $(digest app/multi v1) $(digest app/third v1) $(digest app/fourth v2) $(digest app/whole v1)"

# --- killed in the middle, and gone on with
launch slow "$STOWAGE" verify --data "$REGISTRY_DATA" --threads 1 --rate 400KB/s --json
await 60 "a note of how far it came" grep -q '"after":' "$own/notes/verification"
kill -KILL "$LAUNCHED"
wait "$LAUNCHED" 2>/dev/null || true
report=$(verify --resume)
equal "a run that was killed is gone on with" "$(find "$blobs" -name data | wc -l) true" \
    "$(jq -r '"\(.contents + .readBefore) \(.readBefore > 0)"' <<<"$report")"

# --- in rounds, by the registry itself
stop_registry
serve_at "$LAST_ADDRESS" --verify-interval 1s --verify-rate unlimited
rounds() { [ "$(grep -c 'verified .* blobs and manifests' "$LOGS/registry.log")" -ge "$1" ]; }
truncate -s -1 "$(bytes "$flipped")"
await 30 "the registry finds it by itself" grep -q \
    "corrupt: $flipped.* taken to the quarantine; hurts app/one:v1, app/shared:latest" "$LOGS/registry.log"
fact "a registry with --verify-interval finds it by itself"
await 60 "a third round" rounds 3
equal "and says so once" 1 "$(grep -c "warn .*verification: .*$flipped" "$LOGS/registry.log")"
push one app/one:v1
check "which a push heals" crane validate --remote "$REGISTRY/app/shared:latest"
done_testing
