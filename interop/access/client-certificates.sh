#!/bin/bash
# Client certificates: the registry knows its callers by them, without a password.
source "$(dirname "$0")/../access.sh"
source "$INTEROP/daemons.sh"
source "$INTEROP/engines.sh"

cd "$WORK"
# authority NAME, and client NAME AUTHORITY: as people make them with openssl
authority() {
    run openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj "/CN=$1" \
        -keyout "$1.key" -out "$1.crt"
}
client() {
    run openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$1-by-$2.key" -out "$1.csr"
    printf 'extendedKeyUsage=clientAuth\nbasicConstraints=CA:FALSE\n' >extensions
    run openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -days 30 \
        -extfile extensions -out "$1-by-$2.crt"
}
authority people
authority others
client alice people
client bob people
client alice others

write_rules
secure_registry self_signed --tls-client-ca people.crt --rules "$RULES"
me() { ASKING=(--cacert "$CA" --cert "$1.crt" --key "$1.key"); }

ASKING=(--cacert "$CA")
equal "without a certificate nobody may push" 401 "$(status -X POST "/v2/$path/app/blobs/uploads/")"
me alice-by-people
for version in 1.1 2; do
    equal "alice may push over HTTP/$version" 202 "$(status "--http$version" -X POST "/v2/$path/app/blobs/uploads/")"
done
me bob-by-people
equal "bob may not" 403 "$(status -X POST "/v2/$path/app/blobs/uploads/")"
me alice-by-others
refuses "whom others call alice does not get a connection" answers "$REGISTRY"

# podman and Docker take client certificates from beside the registry's CA
engine_has() { # engine_has DIRECTORY CLIENT
    install -D -m 644 "$CA" "$1/$REGISTRY/ca.crt"
    install -m 644 "$2.crt" "$1/$REGISTRY/client.cert"
    install -m 600 "$2.key" "$1/$REGISTRY/client.key"
}
files=$(busybox_tar)
start_dockerd
for engine in podman docker; do
    case $engine in
    podman) directory=/etc/containers/certs.d ;;
    docker) directory=/etc/docker/certs.d ;;
    esac
    image=$REPOSITORIES/$engine:v1
    run $engine import "$files" "$image"
    engine_has $directory bob-by-people
    refuses_saying "$engine of bob does not push" "$NOT_LET_IN" $engine push "$image"
    engine_has $directory alice-by-people
    check "$engine of alice does, without a login" $engine push "$image"
    me alice-by-people
    holds $engine
    run $engine rmi -f "$($engine images -q "$image")"
    engine_has $directory bob-by-people
    check "$engine of bob pulls it" $engine pull "$image"
done
done_testing
