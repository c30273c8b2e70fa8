#!/bin/bash
# cosign with a key of its own and no transparency log: signatures and attestations as referrers,
# and the tags of older versions.
source "$(dirname "$0")/../lib.sh"

start_registry
version cosign "$(cosign version --json | jq -r .gitVersion)"
cd "$WORK"

export COSIGN_PASSWORD=   # an empty one: the key lives as long as this script
repository=interop/cosign/app
pushed=$(layout "$WORK/image")
run crane push "$WORK/image" "$REGISTRY/$repository:v1"
image=$REGISTRY/$repository@$pushed

check "makes a key" cosign generate-key-pair
mv cosign.pub other.pub
mv cosign.key other.key
run cosign generate-key-pair
SIGN=(--key cosign.key --use-signing-config=false --tlog-upload=false --allow-http-registry --yes)
VERIFY=(--key cosign.pub --insecure-ignore-tlog --allow-http-registry)
referrers() { curl -fsS "http://$REGISTRY/v2/$repository/referrers/$pushed" | jq '.manifests | length'; }

refuses "verifies nothing before it is signed" cosign verify "${VERIFY[@]}" "$image"
check "signs" cosign sign "${SIGN[@]}" "$image"
equal "the signature is a referrer" 1 "$(referrers)"
check "verifies" cosign verify "${VERIFY[@]}" "$image"
refuses "but not with another key" cosign verify "${VERIFY[@]}" --key other.pub "$image"
echo '{"builder": "interop"}' >predicate.json
check "attests" cosign attest "${SIGN[@]}" --predicate predicate.json --type custom "$image"
equal "the attestation is a referrer too" 2 "$(referrers)"
check "verifies the attestation" cosign verify-attestation "${VERIFY[@]}" --type custom "$image"

old=$REGISTRY/interop/cosign/old
run crane push "$WORK/image" "$old:v1"
check "signs in the old way" cosign sign "${SIGN[@]}" --new-bundle-format=false "$old@$pushed"
equal "which makes a tag" "${pushed/:/-}.sig v1" "$(tags interop/cosign/old)"
check "verifies it" cosign verify "${VERIFY[@]}" --new-bundle-format=false "$old@$pushed"
check "attests in the old way" cosign attest "${SIGN[@]}" --new-bundle-format=false \
    --predicate predicate.json --type custom "$old@$pushed"
check "verifies it" cosign verify-attestation "${VERIFY[@]}" --new-bundle-format=false --type custom "$old@$pushed"

check "copies the image with its signatures" cosign copy --allow-http-registry "$old:v1" "$REGISTRY/interop/cosign/copy:v1"
check "verifies the copy" cosign verify "${VERIFY[@]}" --new-bundle-format=false "$REGISTRY/interop/cosign/copy:v1"
check "removes the old signature" cosign clean --force --allow-http-registry "$old:v1"
refuses "then verifies nothing" cosign verify "${VERIFY[@]}" --new-bundle-format=false "$old@$pushed"
equal "the image is untouched" "$pushed" "$(digest interop/cosign/old v1)"
done_testing
