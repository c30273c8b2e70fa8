#!/bin/bash
# A directory that we filled, served and then garbage-collected by Distribution, and ours again.
#
#   filled-by-us.sh [2|3]      by docker-registry 2.8, by Distribution 3, or by each in turn
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
push() { # push LAYOUT:TAG REPOSITORY:TAG [skopeo options]
    run skopeo copy --all --dest-tls-verify=false "${@:3}" "oci:$1" "docker://$REGISTRY/$2"
}

# --- filled by us
start_registry
single=$(layout single --name v1)
newer=$(layout newer --name v2)
multi=$(layout multi --name v1 --platforms linux/amd64,linux/arm64,linux/s390x)
push single:v1 library/single:v1
push single:v1 library/single:latest
push newer:v2 library/single:latest
push multi:v1 team/app:v1
push multi:v1 team/app/nested/deep:v1
push single:v1 team/app-x:v1
push single:v1 team/docker:v2s2 -f v2s2
push single:v1 many/tags:t1
for number in $(seq 2 130); do
    run curl -fsS -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' \
        --data-binary "@single/blobs/sha256/${single#sha256:}" "http://$REGISTRY/v2/many/tags/manifests/t$number"
done
# several tags in one request
run curl -fsS -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' \
    --data-binary "@single/blobs/sha256/${single#sha256:}" \
    "http://$REGISTRY/v2/many/tags/manifests/$single?tag=one&tag=two&tag=three"
echo "an artifact" >artifact.txt
run oras push --plain-http --artifact-type application/vnd.example.thing "$REGISTRY/team/artifact:v1" artifact.txt:text/plain
subject=$(digest team/artifact v1)
for kind in signature sbom note; do
    echo "$kind" >"$kind.txt"
    run oras attach --plain-http --artifact-type "application/vnd.example.$kind" --annotation kind="$kind" \
        "$REGISTRY/team/artifact:v1" "$kind.txt:text/plain"
done
referrers() {
    curl -fsS "http://$REGISTRY/v2/team/artifact/referrers/$subject" |
        jq -c '[.manifests[] | {digest, artifactType, kind: .annotations.kind}] | sort_by(.digest)'
}
attached=$(referrers)
equal "three attachments" 3 "$(jq length <<<"$attached")"
run regctl registry set "$REGISTRY" --tls disabled
run regctl image mod --digest-algo sha512 --create "$REGISTRY/team/sha512:v1" "$REGISTRY/library/single:v1"
run crane copy "$REGISTRY/library/single:v1" "$REGISTRY/mounted/elsewhere:v1"
# deleted: a tag, a manifest with its tags, a blob
push newer:v2 team/app:doomed
run curl -fsS -X DELETE "http://$REGISTRY/v2/team/app/manifests/$newer"
push newer:v2 team/app-x:doomed
run curl -fsS -X DELETE "http://$REGISTRY/v2/team/app-x/manifests/doomed"
blob=sha256:$(sha256 artifact.txt)
run oras blob push --plain-http "$REGISTRY/team/blobs@$blob" artifact.txt
run oras blob delete --plain-http --force "$REGISTRY/team/blobs@$blob"
# uploads in flight, one of them with content
upload=$(curl -fsSi -X POST "http://$REGISTRY/v2/team/app/blobs/uploads/" | tr -d '\r' | awk 'tolower($1) == "location:" {print $2}')
run curl -fsS -X PATCH -H 'Content-Type: application/octet-stream' --data-binary @artifact.txt \
    "http://$REGISTRY${upload#http://"$REGISTRY"}"
run curl -fsS -X POST "http://$REGISTRY/v2/team/app/blobs/uploads/"
snapshot >before.txt
stop_registry
fact "we filled a directory: $(wc -l <before.txt) things to find in it"
equal "only names that Distribution accepts lie in it" "" \
    "$(find "$REGISTRY_DATA/docker" -regextype posix-extended ! -regex '(/[A-Za-z0-9._-]+)+')"

# --- served by Distribution
start_distribution "$by" "$REGISTRY_DATA"
snapshot >theirs.txt
check "Distribution $by serves every repository, tag, manifest and blob" diff before.txt theirs.txt
check "a client validates an image" crane validate --remote "$REGISTRY/library/single:latest"
check "and an index" crane validate --remote "$REGISTRY/team/app:v1"
equal "404 for a deleted manifest" 404 "$(status "/v2/team/app/manifests/$newer")"
equal "404 for a deleted tag" 404 "$(status /v2/team/app-x/manifests/doomed)"
push newer:v2 theirs/pushed:v1
push newer:v2 library/single:v1
check "a client pushes to it" crane validate --remote "$REGISTRY/library/single:v1"
stop_distribution

# --- collected
collect "$by" "$REGISTRY_DATA"
start_distribution "$by" "$REGISTRY_DATA"
snapshot >before.txt
for image in library/single:v1 library/single:latest team/app:v1 many/tags:t77 many/tags:two team/artifact:v1; do
    check "after it $image is whole" crane validate --remote "$REGISTRY/$image"
done
stop_distribution

start_registry
snapshot >ours.txt
check "what it left we serve again, with what it pushed" diff before.txt ours.txt
equal "the attachments are still attached" "$attached" "$(referrers)"
stop_registry

# --- collected with -m, which takes every manifest that has no tag: the attachments, and by a fault
# of 2.8 the children of every index
collect "$by" "$REGISTRY_DATA" -m
start_registry
for image in library/single:v1 library/single:latest many/tags:t77 mounted/elsewhere:v1 team/docker:v2s2 theirs/pushed:v1; do
    check "after it $image is whole" crane validate --remote "$REGISTRY/$image"
done
check "the artifact too" oras pull --plain-http -o pulled "$REGISTRY/team/artifact:v1"
equal "the sha512 image too" 200 "$(status /v2/team/sha512/manifests/v1)"
equal "a layer of it" 200 "$(status "/v2/team/sha512/blobs/$(manifest team/sha512 v1 | jq -r '.layers[0].digest')")"
equal "the index stands" "$multi" "$(digest team/app v1)"
if [ "$by" = 3 ]; then check "with its children" crane validate --remote "$REGISTRY/team/app:v1"; fi
for referrer in $(jq -r '.[].digest' <<<"$attached"); do
    equal "the collected attachment is gone" 404 "$(status "/v2/team/artifact/manifests/$referrer")"
done
equal "and is not listed any more" "[]" "$(referrers)"
check "what was lost can be pushed again" \
    skopeo copy --all --dest-tls-verify=false oci:multi:v1 "docker://$REGISTRY/team/app:v1"
check "and is whole" crane validate --remote "$REGISTRY/team/app:v1"
stop_registry
done_testing
