#!/bin/bash
# A directory that Distribution filled, and that years have left their marks in, served by us.
#
#   filled-by-distribution.sh [2|3]      by docker-registry 2.8, by Distribution 3, or by each in turn
if [ $# -eq 0 ]; then
    "$0" 2 && "$0" 3
    exit
fi
source "$(dirname "$0")/../lib.sh"
source "$INTEROP/distribution.sh"
needs_own_registry
by=$1
NAME=$NAME-$by
version "distribution$by" "$(distribution_version "$by")"
cd "$WORK"
mkdir "$REGISTRY_DATA"
v2=$REGISTRY_DATA/docker/registry/v2
push() { # push LAYOUT:TAG REPOSITORY:TAG [skopeo options]
    run skopeo copy --all --dest-tls-verify=false "${@:3}" "oci:$1" "docker://$REGISTRY/$2"
}
link() { echo "${1/://}/link"; } # sha256:abc -> sha256/abc/link

# --- filled by Distribution
start_distribution "$by" "$REGISTRY_DATA"
single=$(layout single --name v1)
layout multi --name v1 --platforms linux/amd64,linux/arm64,linux/s390x >>"$LOG"
newer=$(layout newer --name v2)
push single:v1 library/single:v1
push single:v1 library/single:latest
push newer:v2 library/single:latest # moved: the tag has a history now
push multi:v1 team/app:v1
push multi:v1 team/app/nested/deep:v1
push single:v1 team/app-x:v1 # sorts otherwise for Distribution
push single:v1 team/docker:v2s2 -f v2s2
push single:v1 many/tags:t1
for number in $(seq 2 130); do
    run curl -fsS -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' \
        --data-binary "@single/blobs/sha256/${single#sha256:}" "http://$REGISTRY/v2/many/tags/manifests/t$number"
done
echo "an artifact" >artifact.txt
run oras push --plain-http --artifact-type application/vnd.example.thing "$REGISTRY/team/artifact:v1" artifact.txt:text/plain
subject=$(digest team/artifact v1)
for kind in signature sbom note; do
    echo "$kind" >"$kind.txt"
    run oras attach --plain-http --artifact-type "application/vnd.example.$kind" --annotation kind="$kind" \
        "$REGISTRY/team/artifact:v1" "$kind.txt:text/plain"
done
attached() { # every referrer with its own type and annotation, as oras sees it
    oras discover --plain-http --format json "$@" "$REGISTRY/team/artifact@$subject" |
        jq -c '[.referrers[] | {digest, artifactType, kind: .annotations.kind}] | sort_by(.digest)'
}
# the fallback tag is all that there is: Distribution has no referrers API
equal "Distribution $by has no referrers API" 404 "$(status "/v2/team/artifact/referrers/$subject")"
attached_before=$(attached)
contains "three attachments hang on a fallback tag" "${subject/:/-}" "$(tags team/artifact)"

# a manifest that goes, and with it its tag; another that lives on without a tag
push newer:v2 team/app:doomed
push newer:v2 team/untagged:v1
untagged=$(digest team/untagged v1)
push single:v1 team/untagged:v1
run curl -fsS -X DELETE "http://$REGISTRY/v2/team/app/manifests/$(digest team/app doomed)"
if [ "$by" = 3 ]; then # version 2 cannot delete a tag
    push newer:v2 team/app-x:untagged
    run curl -fsS -X DELETE "http://$REGISTRY/v2/team/app-x/manifests/untagged"
fi
# an upload in flight
upload=$(curl -fsSi -X POST "http://$REGISTRY/v2/team/app/blobs/uploads/" | tr -d '\r' | awk 'tolower($1) == "location:" {print $2}')
run curl -fsS -X PATCH -H 'Content-Type: application/octet-stream' --data-binary @artifact.txt "$upload"

snapshot >before.txt
stop_distribution
fact "Distribution $by filled a directory: $(wc -l <before.txt) things to find in it"

# --- served by us
start_registry
snapshot >ours.txt
check "every repository, tag, manifest and blob is served, byte by byte" diff before.txt ours.txt
equal "a manifest without a tag is served by digest" "$untagged" "$(digest team/untagged "$untagged")"
equal "a deleted one is not" 404 "$(status "/v2/team/app/manifests/$newer")"
equal "nor is its tag" 404 "$(status /v2/team/app/manifests/doomed)"
equal "the referrers API lists what hangs on the fallback tag" "$attached_before" \
    "$(attached --distribution-spec v1.1-referrers-api)"
equal "with the types of the manifests themselves" \
    "application/vnd.example.note application/vnd.example.sbom application/vnd.example.signature" \
    "$(curl -fsS "http://$REGISTRY/v2/team/artifact/referrers/$subject" | jq -r '.manifests[].artifactType' | sort | xargs)"
equal "filtered by type" 1 "$(curl -fsS \
    "http://$REGISTRY/v2/team/artifact/referrers/$subject?artifactType=application/vnd.example.sbom" | jq '.manifests | length')"
check "a client validates the images" crane validate --remote "$REGISTRY/library/single:latest"
check "and the index" crane validate --remote "$REGISTRY/team/app:v1"

# --- and goes on
layout ours --name v3 --platforms linux/amd64,linux/arm64 >>"$LOG"
push ours:v3 team/app:v3
check "more is pushed" crane validate --remote "$REGISTRY/team/app:v3"
push ours:v3 library/single:latest
check "a tag moves" crane validate --remote "$REGISTRY/library/single:latest"
echo approval >approval.txt
check "one attachment more, now through the API" oras attach --plain-http --artifact-type application/vnd.example.approval \
    "$REGISTRY/team/artifact:v1" approval.txt:text/plain
equal "stands beside the older ones" 4 "$(attached | jq length)"
check "a tag is deleted" curl -fsS -X DELETE "http://$REGISTRY/v2/many/tags/manifests/t130"
equal "and gone" 404 "$(status /v2/many/tags/manifests/t130)"
snapshot >before.txt
stop_registry

# --- dirt, as real installations have it
zeros=sha256:$(printf '0%.0s' {1..64})
repository=$v2/repositories/library/single
# links that a crash left empty, and one that leads nowhere
mkdir -p "$repository/_manifests/revisions/sha256/${zeros#sha256:}" "$repository/_layers/sha256/${zeros#sha256:}"
: >"$repository/_manifests/revisions/$(link "$zeros")"
: >"$repository/_layers/$(link "$zeros")"
mkdir -p "$repository/_manifests/tags/emptied/current"
: >"$repository/_manifests/tags/emptied/current/link"
ones=sha256:$(printf '1%.0s' {1..64})
mkdir -p "$repository/_manifests/revisions/sha256/${ones#sha256:}" "$repository/_layers/sha256/${ones#sha256:}"
printf %s "$ones" | tee "$repository/_manifests/revisions/$(link "$ones")" >"$repository/_layers/$(link "$ones")"
# a tag whose write stopped half-way: history, but nothing current
mkdir -p "$repository/_manifests/tags/halfway/index/sha256/${single#sha256:}"
printf %s "$single" >"$repository/_manifests/tags/halfway/index/$(link "$single")"
# what temporary files remain of a crash
printf half >"$repository/_manifests/tags/v1/current/link.0192d1f0-aaaa-7bbb-8ccc-000000000001.tmp"
printf half >"$v2/blobs/sha256/${single:7:2}/${single#sha256:}/data.0192d1f0-aaaa-7bbb-8ccc-000000000002.tmp"
# what other programs leave everywhere
for place in "$REGISTRY_DATA" "$v2" "$v2/blobs" "$v2/blobs/sha256" "$v2/repositories" "$v2/repositories/team" \
    "$repository" "$repository/_manifests" "$repository/_manifests/tags" "$repository/_manifests/revisions" \
    "$repository/_manifests/revisions/sha256" "$repository/_layers" "$repository/_layers/sha256"; do
    mkdir -p "$place/@eaDir/inside" "$place/#recycle" "$place/lost+found" "$place/a:b"
    echo foreign >"$place/.DS_Store"
    echo foreign >"$place/Thumbs.db"
done
mkdir -p "$repository/_manifests/tags/v1/@eaDir" "$repository/_manifests/tags/foreign-directory"
# leftovers of schema 1, uploads of every age
mkdir -p "$repository/_manifests/revisions/sha256/${single#sha256:}/signatures/sha256/${ones#sha256:}"
printf %s "$ones" >"$repository/_manifests/revisions/sha256/${single#sha256:}/signatures/$(link "$ones")"
mkdir -p "$repository/_uploads/0192d1f0-aaaa-7bbb-8ccc-000000000003" "$repository/_uploads/not-an-upload"
printf part >"$repository/_uploads/0192d1f0-aaaa-7bbb-8ccc-000000000003/data"
mkdir -p "$v2/repositories/only/uploads/_uploads/0192d1f0-aaaa-7bbb-8ccc-000000000004"

start_registry
snapshot >ours.txt
check "among dirt the same is served, and nothing else" diff before.txt ours.txt
for path in "manifests/$zeros" "blobs/$zeros" "manifests/$ones" "blobs/$ones" manifests/emptied manifests/halfway \
    manifests/foreign-directory; do
    equal "404 for library/single $path" 404 "$(status "/v2/library/single/$path")"
done
equal "foreign names are not listed" "$(grep -c '^tag library/single:' before.txt)" "$(tags library/single | wc -w)"
check "a tag with an empty link is healed by a push" \
    skopeo copy --dest-tls-verify=false oci:single:v1 "docker://$REGISTRY/library/single:emptied"
equal "and serves what was pushed" "$single" "$(digest library/single emptied)"
run curl -fsS -X DELETE "http://$REGISTRY/v2/library/single/manifests/emptied"
stop_registry

# --- blobs and manifests that lost their content
layer=$(jq -r '.layers[0].digest' "single/blobs/sha256/${single#sha256:}")
config=$(jq -r .config.digest "single/blobs/sha256/${single#sha256:}")
data() { echo "$v2/blobs/sha256/${1:7:2}/${1#sha256:}/data"; }
truncate -s 1000 "$(data "$layer")"
truncate -s 0 "$(data "$config")"
truncate -s 0 "$(data "$single")"
start_registry
equal "404 for an emptied manifest" 404 "$(status "/v2/library/single/manifests/$single")"
equal "404 for an emptied config" 404 "$(status "/v2/library/single/blobs/$config")"
equal "404 for a truncated layer" 404 "$(status "/v2/library/single/blobs/$layer")"
equal "so that a client's HEAD finds nothing" 404 "$(status -I "/v2/library/single/blobs/$layer")"
check "a client pushes them again" \
    skopeo copy --dest-tls-verify=false oci:single:v1 "docker://$REGISTRY/library/single:v1"
check "and reads everything" crane validate --remote "$REGISTRY/library/single:v1"
snapshot >ours.txt
check "all is as it was" diff before.txt ours.txt
stop_registry
done_testing
