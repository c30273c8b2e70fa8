#!/bin/bash
# The disk is full, has no more files, is read-only, is gone, or fails: small file systems of our own,
# on which pushes fail clearly, pulls go on, nothing is half visible, and everything goes on afterwards.
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/daemons.sh"
needs_own_registry
[ "$(id -u)" = 0 ] || fail "mounts need root"

cd "$WORK"
disk=$WORK/disk
REGISTRY_DATA=$disk/data
repository=interop/durability/full
mkdir "$disk"

# --- words ---------------------------------------------------------------------------------------

on_ext4() { # on_ext4 MIB: all of it for the registry, nothing reserved for root
    truncate -s "${1}M" disk.img
    run mkfs.ext4 -q -m 0 disk.img
    run mount -o loop disk.img "$disk"
}

off() {
    stop_registry
    run umount "$disk"
}

fill() { # fill [KIB]: to the last block, but for so many
    dd if=/dev/zero of="$disk/ballast" bs=64k oflag=append conv=notrunc 2>/dev/null || true
    dd if=/dev/zero of="$disk/ballast" bs=1k oflag=append conv=notrunc 2>/dev/null || true
    sync -f "$disk"
    truncate -s "-${1:-0}K" "$disk/ballast"
}

make_room() { rm -f "$disk/ballast"; }

# answer METHOD PATH [curl options...]: the status code; the body is in $WORK/body
answer() {
    curl -sS -o "$WORK/body" -w '%{http_code}' -X "$1" -H 'Expect:' "${@:3}" "http://$REGISTRY$2"
}

said() { jq -r '.errors[0].message' "$WORK/body"; }

begin() { # begin REPOSITORY: the path of a new upload
    curl -fsS -o /dev/null -D - -X POST "http://$REGISTRY/v2/$1/blobs/uploads/" |
        tr -d '\r' | sed -nE 's/^location: (https?:\/\/[^/]*)?//pI'
}

received() { # received PATH: the range of bytes that the status of an upload counts
    curl -fsS -o /dev/null -D - "http://$REGISTRY$1" | tr -d '\r' | sed -nE 's/^range: //pI'
}

health() { curl -sS "http://$REGISTRY/healthz" | jq -r '"\(.status) \(.storage // "")"'; }
is() { [ "$(health)" = "$1" ]; }
asked() { # asked: what /healthz, /readyz and /livez answer
    echo "$(status /healthz) $(status /readyz) $(status /livez)"
}

# Files that are being written, or were left so: only there while a push is under way.
leftovers() { find "$REGISTRY_DATA" -name '.*.tmp' | wc -l; }
settled() { [ "$(leftovers)" = 0 ]; }
used() { du -sk "$REGISTRY_DATA" | cut -f1; }

logged() { grep -c "$1" "$LOGS/registry.log" || true; } # logged PATTERN: how many lines

layer() { # layer PATH MIB: and its digest
    random_file "$1" $(($2 << 20))
    echo "sha256:$(sha256 "$1")"
}

# --- Docker's image, built before anything is full
start_registry_and_docker() {
    start_registry
    start_dockerd --insecure-registry "$REGISTRY"
    mkdir context
    random_file context/payload 20000000
    printf 'FROM scratch\nCOPY payload /payload\nCMD ["/payload"]\n' >context/Dockerfile
    run docker build -t "$REGISTRY/$repository:docker" context
}

# --- a full ext4 ---------------------------------------------------------------------------------

on_ext4 96
start_registry_and_docker
pushed=$(layout "$WORK/kept" --size 2000000)
check "an image is pushed while there is room" crane push kept "$REGISTRY/$repository:kept"
other=$(layout "$WORK/other" --size 1000000)
check "and another" crane push other "$REGISTRY/$repository:other"
large=$(layout "$WORK/large" --size 30000000 --layers 1)
snapshot >before.json
equal "it is healthy" "green " "$(health)"

first=$(layer first.bin 5)
second=$(layer second.bin 10)
cat first.bin second.bin >both.bin
both=sha256:$(sha256 both.bin)
upload=$(begin $repository)
equal "a chunk of 5 MiB is taken" 202 "$(answer PATCH "$upload" -H 'Content-Range: 0-5242879' --data-binary @first.bin)"

fill 4096
filled=$(used)
equal "with 4 MiB left, a chunk of 10 MiB is not" 507 \
    "$(answer PATCH "$upload" -H 'Content-Range: 5242880-15728639' --data-binary @second.bin)"
equal "and the client is told why" "the registry's storage is full" "$(said)"
equal "the status counts what was taken before" 0-5242879 "$(received "$upload")"
docker_shaped=$(begin $repository)
equal "nor is a whole layer in one stream" 507 \
    "$(answer PATCH "$docker_shaped" -H 'Transfer-Encoding: chunked' -T second.bin)"
equal "of which nothing counts" 0-0 "$(received "$docker_shaped")"
equal "nor a blob in one PUT" 507 "$(answer PUT "$docker_shaped?digest=$second" --data-binary @second.bin)"
equal "nor a blob in one POST" 507 \
    "$(answer POST "/v2/$repository/blobs/uploads/?digest=$second" --data-binary @second.bin)"
equal "it is not there" 404 "$(status "/v2/$repository/blobs/$second")"
equal "a failed push leaves no files" 0 "$(leftovers)"
[ "$(used)" -le $((filled + 64)) ] || fail "the disk is fuller than before: $filled KiB, now $(used) KiB"
fact "and takes no room: $filled KiB before, $(used) KiB after four of them"
equal "its health is red" "red full" "$(health)"
equal "but it is ready and alive: nothing is won by a restart" "503 200 200" "$(asked)"

for _ in $(seq 10); do
    refuses_saying "crane's push fails and says why" "registry's storage is full" \
        crane push large "$REGISTRY/$repository:large"
done
refuses_saying "so does skopeo" "507|registry's storage is full" \
    skopeo copy --dest-tls-verify=false oci:large:latest "docker://$REGISTRY/$repository:large"
launch docker-push docker push "$REGISTRY/$repository:docker"
docker_push=$LAUNCHED
await 20 "Docker's second try" grep -q Retrying "$LOGS/docker-push.log"
equal "there are no such tags" "kept other" "$(tags $repository)"

fill
equal "with no block left, an upload cannot begin" 507 "$(answer POST "/v2/$repository/blobs/uploads/")"
retagged() {
    answer PUT "/v2/$repository/manifests/$1" -H "Content-Type: $(jq -r .mediaType manifest.json)" \
        --data-binary @manifest.json
}
manifest $repository other >manifest.json
equal "a manifest cannot be tagged" 507 "$(retagged new)"
equal "nor can a tag be moved" 507 "$(retagged kept)"
equal "which stays where it was" "$pushed" "$(digest $repository kept)"
jq -c '.annotations.new = "yes"' manifest.json >annotated.json && mv annotated.json manifest.json
equal "nor can a manifest be pushed" 507 "$(retagged new)"
equal "which is then not there" 404 "$(status "/v2/$repository/manifests/sha256:$(sha256 manifest.json)")"
equal "the tags are what they were" "kept other" "$(tags $repository)"
jq -c --arg digest "$pushed" --argjson size "$(manifest $repository kept | wc -c)" \
    '.subject = {mediaType: .mediaType, digest: $digest, size: $size}' manifest.json >signature.json
mv signature.json manifest.json
equal "nor a signature" 507 "$(retagged "sha256:$(sha256 manifest.json)")"
equal "which no list of referrers has" 0 \
    "$(curl -fsS "http://$REGISTRY/v2/$repository/referrers/$pushed" | jq '.manifests | length')"
equal "nothing is left of all that" 0 "$(leftovers)"

check "pulls go on" crane validate --remote "$REGISTRY/$repository:kept"
snapshot >meanwhile.json
check "of everything that was there" diff before.json meanwhile.json

equal "the log told of it once" 1 "$(logged 'storage: full')"
equal "and needs no line per request" 0 "$(logged 'error id')"

stop_registry
restart_registry
await 15 "a red health after a restart" is "red full"
check "a registry that is started on a full disk serves pulls" crane validate --remote "$REGISTRY/$repository:kept"

equal "a tag can be deleted" 202 "$(answer DELETE "/v2/$repository/manifests/other")"
equal "and a manifest" 202 "$(answer DELETE "/v2/$repository/manifests/$other")"
blob=$(jq -r '.layers[0].digest' <(cat "other/blobs/sha256/${other#sha256:}"))
equal "and a blob" 202 "$(answer DELETE "/v2/$repository/blobs/$blob")"
equal "and an upload" 204 "$(answer DELETE "$docker_shaped")"
equal "they are gone" "404 404 404 404" "$(status "/v2/$repository/manifests/other") $(status \
    "/v2/$repository/manifests/$other") $(status "/v2/$repository/blobs/$blob") $(status "$docker_shaped")"

# The collector makes room where there is none. Without the grace time, to see it happen.
filled=$(used)
stop_registry
check "the collector runs on a full disk" "$STOWAGE" gc --data "$REGISTRY_DATA" --offline
[ "$(used)" -lt $((filled - 500)) ] || fail "the collector freed nothing: $filled KiB, now $(used) KiB"
fact "and makes room: $filled KiB before, $(used) KiB after"
equal "and leaves no files" 0 "$(leftovers)"
restart_registry
fill
await 15 "a red health" is "red full"

make_room
await 30 "a green health, by itself" is "green "
fact "with room its health turns green by itself"
equal "the upload goes on where it was" 202 \
    "$(answer PATCH "$upload" -H 'Content-Range: 5242880-15728639' --data-binary @second.bin)"
equal "and ends" 201 "$(answer PUT "$upload?digest=$both")"
check "with the right bytes" cmp both.bin <(curl -fsS "http://$REGISTRY/v2/$repository/blobs/$both")
check "the push that failed succeeds" crane push large "$REGISTRY/$repository:large"
check "and is whole" crane validate --remote "$REGISTRY/$repository:large"
wait "$docker_push" || fail "docker push gave up"
fact "Docker, which has tried again and again, ends well by itself"
check "and is whole too" crane validate --remote "$REGISTRY/$repository:docker"
equal "the log told of the end once too" 1 "$(logged 'storage: works again')"

# --- read-only, and back -------------------------------------------------------------------------

snapshot >before.json
run mount -o remount,ro "$disk"
equal "on a read-only disk a push is refused" 503 "$(answer POST "/v2/$repository/blobs/uploads/")"
equal "with the reason" "the registry's storage is read-only" "$(said)"
equal "and a delete" 503 "$(answer DELETE "/v2/$repository/manifests/large")"
manifest $repository kept >manifest.json
equal "and a tag" 503 "$(retagged new)"
refuses_saying "crane's push fails and says why" "registry's storage is read-only" \
    crane push large "$REGISTRY/interop/durability/new:large"
snapshot >meanwhile.json
check "everything can be pulled" diff before.json meanwhile.json
equal "its health is red" "red read-only" "$(health)"
equal "but it is ready" "503 200 200" "$(asked)"
stop_registry
restart_registry
check "a registry that is started on it serves pulls" crane validate --remote "$REGISTRY/$repository:kept"
run mount -o remount,rw "$disk"
await 30 "a green health" is "green "
check "writable again, pushes go on" crane push kept "$REGISTRY/$repository:again"

# --- gone, and back ------------------------------------------------------------------------------

snapshot >before.json
upload=$(begin $repository)
run umount "$disk"
mkdir "$REGISTRY_DATA"
gone() {
    equal "$1: nothing seems absent" "503 503 503 503" "$(status "/v2/$repository/manifests/kept") $(status \
        "/v2/$repository/blobs/$first") $(status "/v2/$repository/tags/list") $(status "$upload")"
    equal "the reason is told" "503 the registry's storage is away" \
        "$(answer POST "/v2/$repository/blobs/uploads/") $(said)"
    refuses "a push fails" crane push kept "$REGISTRY/$repository:kept"
    await 10 "a red health" is "red unreachable"
    equal "its health is red, and it is not ready" "503 503 200" "$(asked)"
}
gone "unmounted"
equal "nothing was written where it was mounted" 0 "$(find "$REGISTRY_DATA" -mindepth 1 | wc -l)"
rmdir "$REGISTRY_DATA"
run mount -o loop disk.img "$disk"
await 30 "a green health" is "green "
snapshot >meanwhile.json
check "mounted again, everything is there" diff before.json meanwhile.json

mv "$REGISTRY_DATA" "$disk/elsewhere"
gone "moved away"
mv "$disk/elsewhere" "$REGISTRY_DATA"
await 30 "a green health" is "green "
equal "back again, the upload goes on" 202 "$(answer PATCH "$upload" --data-binary @first.bin)"
equal "and ends" 201 "$(answer PUT "$upload?digest=$first")"
off

# --- no more files -------------------------------------------------------------------------------

run mount -t tmpfs -o size=64m,nr_inodes=300 disk-full "$disk"
start_registry
check "with few inodes an image is pushed" crane push kept "$REGISTRY/$repository:kept"
for ((i = 0; i < 1000; i++)); do { : >"$disk/file-$i"; } 2>/dev/null || break; done
equal "with none left, an upload cannot begin" "507 the registry's storage is full" \
    "$(answer POST "/v2/$repository/blobs/uploads/") $(said)"
check "pulls go on" crane validate --remote "$REGISTRY/$repository:kept"
equal "its health is red" "red full" "$(health)"
equal "a tag can be deleted" 202 "$(answer DELETE "/v2/$repository/manifests/kept")"
rm "$disk"/file-*
await 30 "a green health" is "green "
check "then pushes go on" crane push other "$REGISTRY/$repository:other"
off

# --- disks that fail late ------------------------------------------------------------------------

# Without a journal, which would stop everything at the first failure.
on_failing_ext4() { # on_failing_ext4 IMAGE
    truncate -s 64M "$1"
    run mkfs.ext4 -q -m 0 -O ^has_journal "$1"
    run mount -o loop,errors=continue "$1" "$disk"
    start_registry
    run crane push other "$REGISTRY/$repository:other"
}

third=$(layer third.bin 20)
not_stored() { # not_stored STATUS MESSAGE HEALTH: of a push whose bytes the page cache took and the disk did not
    equal "what could not be synced was not stored" $1 \
        "$(answer POST "/v2/$repository/blobs/uploads/?digest=$third" --data-binary @third.bin)"
    contains "and the client is told why" "$2" "$(said)"
    equal "it is not there" 404 "$(status "/v2/$repository/blobs/$third")"
    contains "its health was red" "$3" "$(cat "$LOGS/registry.log")"
    check "pulls go on" crane validate --remote "$REGISTRY/$repository:other"
}

# It believes to have 64 MiB, on a disk that has 12.
mkdir small
run mount -t tmpfs -o size=12m disk-full small
on_failing_ext4 small/disk.img
not_stored 507 "the registry's storage is full" "storage: full"
off
run umount small

# The device loses its end.
on_failing_ext4 broken.img
truncate -s 16M broken.img
run losetup --set-capacity "$(losetup -n -O NAME -j broken.img)"
not_stored 500 "the registry's storage is damaged, its log has the reason" "storage: the medium is damaged"
off
done_testing
