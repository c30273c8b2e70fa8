#!/bin/bash
# TLS that ends at nginx: the registry behind it speaks plain HTTP, and believes what this proxy says.
source "$(dirname "$0")/../access.sh"
source "$INTEROP/daemons.sh"

make_users
HOME=$CALLERS_HOME check "the launcher makes a certificate for others" "$STOWAGE" certificate "$CALLED" --out "$WORK"
CA=$WORK/ca.crt

# start_nginx PORT_OF_THE_REGISTRY HEADER: on port 443, which is free in a network namespace of our own;
# the header is the one that tells the registry its name
start_nginx() {
    cat >"$WORK/nginx.conf" <<CONF
daemon off;
pid $WORK/nginx.pid;
events {}
http {
    access_log off;
    client_body_temp_path $WORK/tmp;
    proxy_temp_path $WORK/tmp;
    fastcgi_temp_path $WORK/tmp;
    scgi_temp_path $WORK/tmp;
    uwsgi_temp_path $WORK/tmp;
    server {
        listen $ADDRESS:443 ssl http2;
        server_name $CALLED;
        ssl_certificate $WORK/tls.crt;
        ssl_certificate_key $WORK/tls.key;
        client_max_body_size 0;
        location / {
            proxy_pass http://127.0.0.1:$1;
            proxy_http_version 1.1;
            proxy_buffering off;
            proxy_request_buffering off;
            proxy_set_header $2 \$http_host;
            proxy_set_header X-Forwarded-Proto \$scheme;
            proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for;
        }
    }
}
CONF
    launch nginx nginx -e stderr -p "$WORK" -c "$WORK/nginx.conf"
    NGINX=$LAUNCHED
    await 10 "an answer through nginx" answers "$CALLED"
}

# plain_registry HEADER [launcher flags...]: behind nginx
plain_registry() {
    local header=$1 called=$CALLED
    shift
    SCHEME=http CALLED='' ASKING=()
    start_registry --htpasswd "$USERS" --anonymous-pull "$@"
    CALLED=$called SCHEME=https ASKING=(--cacert "$CA" -u "alice:$ALICE")
    start_nginx "${REGISTRY##*:}" "$header"
    REGISTRY=$CALLED
    REPOSITORIES=$REGISTRY/interop/nginx path=interop/nginx
}
realm() {
    curl -sSi --cacert "$CA" "$@" "https://$CALLED/v2/" | tr -d '\r' |
        sed -n 's/^[Ww][Ww][Ww]-[Aa]uthenticate: Bearer realm="\([^"]*\)".*/\1/p'
}

stop_all() {
    stop "$NGINX" || fail "nginx did not end when asked to"
    stop_registry
}

# --- a proxy that nobody told it of
plain_registry Host
contains "of an unknown proxy nothing is believed" "http://" "$(realm)"
stop_all

# --- one that it knows
plain_registry Host --trusted-proxy 127.0.0.1
contains "of a known proxy it is" "https://$CALLED/" "$(realm)"
stop_all

# --- and one that calls it by its address and hands on the name, as Apache does
plain_registry X-Forwarded-Host --trusted-proxy 127.0.0.1
contains "the name is taken from where the proxy puts it" "https://$CALLED/" "$(realm)"
contains "not from where others might" "https://$CALLED/" \
    "$(realm -H 'X-Forwarded-Host: evil.example' -H 'Forwarded: host=evil.example')"

start_dockerd
run install -D -m 644 "$CA" "/etc/docker/certs.d/$CALLED/ca.crt"
image=$REPOSITORIES/app
files=$(busybox_tar)
run docker import "$files" "$image:v1"
refuses_saying "a stranger may not push" "$NOT_LET_IN" docker push "$image:v1"
refuses "a wrong password does not help" docker login --username alice --password wrong "$CALLED"
check "docker logs in" docker login --username alice --password-stdin "$CALLED" <<<"$ALICE"
check "pushes" docker push "$image:v1"
holds app
check "logs out" docker logout "$CALLED"
run docker rmi -f "$(docker images -q "$image")"
check "a stranger pulls" docker pull "$image:v1"

export SSL_CERT_FILE=$CA
pushed=$(layout "$WORK/image" --size 3000000)
check "crane logs in" crane auth login --username bob --password-stdin "$CALLED" <<<"$BOB"
check "and pushes" crane push "$WORK/image" "$image:v2"
equal "what comes back is the same" "$pushed" "$(digest interop/nginx/app v2)"
done_testing
