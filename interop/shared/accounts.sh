#!/bin/bash
# Two instances under different accounts of one group, with different umasks, behind nginx: uploads
# that hop, tags and blobs that the other replaces and deletes.
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/shared.sh"
needs_own_registry

GROUP=20001
data=$WORK/data
chmod 711 "$WORK"
install -d -g "$GROUP" -m 2770 "$data"
run "$STOWAGE" --version # built before somebody starts it who may not build
INSTANCES=()
for account in 10011:022 10012:077; do
    uid=${account%:*}
    # shellcheck disable=SC2016 # the inner shell's own words
    AS=(setpriv --reuid "$uid" --regid "$uid" --groups "$GROUP" --inh-caps=-all
        sh -c 'umask "$0"; exec "$@"' "${account#*:}")
    start_instance "account$uid" "$data" --directory-mode 2770 --file-mode 0660
    INSTANCES+=("$INSTANCE")
    equal "an instance runs as user $uid" "$uid" "$(stat -c %u "/proc/$INSTANCE_PID")"
done
AS=()
one=${INSTANCES[0]} other=${INSTANCES[1]}
balance "${INSTANCES[@]}"

random_file "$WORK/blob" 3000000
upload_hopping interop/hop "$WORK/blob" 10
equal "an upload hops between the accounts" 2 "$(tr ' ' '\n' <<<"$HOPS" | sort -u | wc -l)"
held_by_all "/v2/interop/hop/blobs/$DIGEST" "${INSTANCES[@]}"
equal "and comes out whole" "$DIGEST" "sha256:$(curl -fsS "http://$REGISTRY/v2/interop/hop/blobs/$DIGEST" | sha256sum | cut -d' ' -f1)"

for turn in $(seq 10); do
    pushed=$(layout "$WORK/turn$turn" --size 10000)
    turns=("$one" "$other")
    run crane push "$WORK/turn$turn" "${turns[turn % 2]}/interop/tag:latest"
    equal "the other sees the tag of turn $turn" "$pushed" "$(REGISTRY=${turns[(turn + 1) % 2]} digest interop/tag latest)"
done
check "what one pushed the other mounts" crane copy "$other/interop/tag:latest" "$other/interop/mounted:v1"
check "through the first it is whole" crane validate --remote "$one/interop/mounted:v1"

run crane push "$WORK/turn1" "$one/interop/gone:v1"
gone=$(REGISTRY=$one digest interop/gone v1)
layer=$(REGISTRY=$one manifest interop/gone v1 | jq -r '.layers[0].digest')
for path in manifests/v1 "manifests/$gone" "blobs/$layer"; do
    equal "the other deletes $(dirname "$path")" 202 "$(REGISTRY=$other status -X DELETE "/v2/interop/gone/$path")"
    equal "and it is gone for the first" 404 "$(REGISTRY=$one status "/v2/interop/gone/$path")"
done
hop POST "http://$one/v2/interop/hop/blobs/uploads/"
equal "an upload of one is cancelled by the other" 204 \
    "$(REGISTRY=$other status -X DELETE "/v2/interop/hop/blobs/uploads/$(basename "${LOCATION%%\?*}")")"
check "collected by the other account" setpriv --reuid 10012 --regid 10012 --groups "$GROUP" --inh-caps=-all \
    env HOME=/nonexistent "$STOWAGE" gc --data "$data" --grace 1m --directory-mode 2770 --file-mode 0660
check "afterwards the first is whole" crane validate --remote "$one/interop/mounted:v1"

equal "files of both lie there" "10011 10012" "$(find "$data" -type f -printf '%U\n' | sort -u | xargs)"
equal "every file can be used by the group, and by nobody else" "" \
    "$(find "$data" -type f ! \( -perm 0660 -group "$GROUP" \) | head)"
equal "and every directory" "" "$(find "$data" -type d ! \( -perm 2770 -group "$GROUP" \) | head)"
done_testing
