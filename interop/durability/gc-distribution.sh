#!/bin/bash
# A directory that Distribution 3 filled, collected by `stowage gc --offline`, and a copy of it by
# Distribution's own `garbage-collect -m`: what tags need stays in both, byte by byte, and ours leaves
# nothing else.
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/distribution.sh"
needs_own_registry
version distribution3 "$(distribution_version 3)"
cd "$WORK"
mkdir data
push() { # push LAYOUT:TAG REPOSITORY:TAG
    run skopeo copy --all --dest-tls-verify=false "oci:$1" "docker://$REGISTRY/$2"
}
delete() { run curl -fsS -X DELETE "http://$REGISTRY/v2/$1"; }

# --- filled by Distribution, with all that comes to be free in a registry's life
start_distribution 3 "$WORK/data"
layout one --name v1 --layers 2 >>"$LOG"
layout two --name v2 --layers 2 >>"$LOG"
gone=$(layout gone --name v3)
layout multi --name v1 --platforms linux/amd64,linux/arm64 >>"$LOG"
push one:v1 team/app:v1
push two:v2 team/app:latest
push one:v1 team/app:latest # moved: the other has no tag now
push gone:v3 team/app:gone
delete "team/app/manifests/$gone"
push multi:v1 team/multi:v1
push multi:v1 team/copy:v1
delete team/copy/manifests/v1
push one:v1 other:v1
echo "a note" >note.txt
run oras attach --plain-http --artifact-type application/vnd.example.note "$REGISTRY/team/app:v1" note.txt:text/plain
begin() { # an upload; its path is in UPLOAD
    UPLOAD=$(curl -fsSi -X POST "http://$REGISTRY/v2/team/app/blobs/uploads/" | tr -d '\r' | awk 'tolower($1) == "location:" {print $2}')
}
begin # a blob of no manifest
run curl -fsS -X PUT -H 'Content-Type: application/octet-stream' --data-binary @note.txt \
    "$UPLOAD&digest=sha256:$(sha256 note.txt)"
random_file free 5000
begin
run curl -fsS -X PUT -H 'Content-Type: application/octet-stream' --data-binary @free \
    "$UPLOAD&digest=sha256:$(sha256 free)"
begin # one that nobody finished
run curl -fsS -X PATCH -H 'Content-Type: application/octet-stream' --data-binary @free "$UPLOAD"
snapshot >before.txt
stop_distribution
cp -a data copy

# --- collected by both
blobs() { (cd "$1/docker/registry/v2/blobs" && find . -name data | sort); }
links() { find "$1/docker/registry/v2/repositories" -path '*_layers*' -name link | wc -l; }
uploads() { find "$1/docker/registry/v2/repositories" -path '*_uploads/*' -name data | wc -l; }
collect 3 "$WORK/copy" -m
HOME=$CALLERS_HOME "$STOWAGE" gc --data data --offline --untagged-older-than 0s --upload-expiry 0s --json >report.json 2>>"$LOG" ||
    fail "stowage gc"
equal "ours kept nothing that looked free" 0 "$(jq '.kept | length' report.json)"
equal "ours found the abandoned upload, and its bytes" "1 5000" \
    "$(jq -r '.freed | "\(.uploads) \(.uploadBytes)"' report.json)"
check "what ours left is what tags need, and nothing else" python3 "$INTEROP/durability/storm/walk.py" data
blobs data >ours.txt
blobs copy >theirs.txt
equal "nothing that Distribution removes is left by ours" "" "$(comm -23 ours.txt theirs.txt)"
fact "Distribution left $(comm -13 ours.txt theirs.txt | wc -l) blobs, $(($(links copy) - $(links data))) links and $(uploads copy) uploads that ours removed"

# --- both are whole
for directory in data copy; do
    REGISTRY_DATA=$WORK/$directory
    start_registry
    snapshot >after.txt
    check "every tag of ${directory/copy/the copy} is as it was, byte by byte" diff before.txt after.txt
    stop_registry
done
start_distribution 3 "$WORK/data"
snapshot >after.txt
check "for Distribution, too, after ours" diff before.txt after.txt
stop_distribution
done_testing
