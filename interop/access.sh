# What the scripts under access/ have in common. Source it first, in place of lib.sh:
#
#   source "$(dirname "$0")/../access.sh"
#   trusts() { ... }              trusts FILE: what a user of the client does for it to trust a certificate
#   TOLD="Docker"                 who is told by `stowage certificate --trust` what to do; where there is
#                                 such advice, it is taken, word for word
#   login() { ... }               login USER PASSWORD
#   logout() { ... }
#   push() { ... }                push NAME TAG: something of its own to $REPOSITORIES/NAME
#   pull() { ... }                pull NAME: fetch the tag 1.0.0 from there, again if it is here already
#   prove_access
#
# The registry is called cr.local.example.com. To make that a name, without a trace on the machine, each
# script runs in a mount namespace with a copy of /etc, and in a network namespace where the name has
# an address that is not loopback: Docker does not verify certificates of loopback addresses.

if [ "${MACHINES_NAMESPACE:-}" = "" ] || [ "$MACHINES_NAMESPACE" = "$(readlink /proc/self/ns/mnt)" ]; then
    [ "$(id -u)" = 0 ] || { echo "namespaces need root" >&2; exit 1; }
    # builds the launcher if that is due: in the namespace there is no network to do it with
    "${STOWAGE:-$(dirname "${BASH_SOURCE[0]}")/../stowage}" --version >/dev/null
    MACHINES_NAMESPACE=$(readlink /proc/self/ns/mnt) exec unshare --mount --propagation private --net "$0" "$@"
fi
unset MACHINES_NAMESPACE

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
needs_own_registry
SCHEME=https
CALLED=cr.local.example.com
ADDRESS=192.0.2.1 # for documentation, RFC 5737: nobody has it

run ip link set lo up
run ip address add "$ADDRESS/32" dev lo
run cp -a /etc "$WORK/etc"
run mount --bind "$WORK/etc" /etc
echo "$ADDRESS $CALLED" >>/etc/hosts

# --- certificates ----------------------------------------------------------------------------------

# Both set CERTIFIED, flags of the launcher, and CA, the file to trust.
certify_self_signed() {
    CERTIFIED=(--tls-self-signed "$CALLED")
    CA=$REGISTRY_DATA/stowage/tls/ca.crt
}

# certify_openssl: as people do, who want a registry at home
certify_openssl() {
    self_made "$WORK/tls"
    CERTIFIED=(--tls-certificate "$WORK/tls.crt" --tls-key "$WORK/tls.key")
    CA=$WORK/tls.crt
}

self_made() { # self_made NAME [openssl options...]: NAME.crt and NAME.key
    run openssl req -x509 -newkey rsa:4096 -nodes -sha256 -days 365 -subj "/CN=$CALLED" \
        -addext "subjectAltName = DNS:$CALLED" -keyout "$1.key" -out "$1.crt" "${@:2}"
}

# As its user would, who does what the launcher tells him to: the paragraph for TOLD, up to an empty line.
follow_advice() {
    local advice=$WORK/advice
    mkdir -p "$advice"
    cp "$CA" "$advice/stowage-ca.crt"
    HOME=$CALLERS_HOME "$STOWAGE" certificate --trust "$CA" "$REGISTRY" >"$advice/all" 2>>"$LOG" || fail "there is no advice"
    awk -v who="$TOLD" 'index($0, who) == 1 { told = 1; next } told && /^$/ { exit } told' "$advice/all" >"$advice/commands"
    [ -s "$advice/commands" ] || fail "there is no advice for $TOLD"
    (
        cd "$advice"
        sudo() { "$@"; } # we are root
        set -x
        source ./commands
    ) >>"$LOG" 2>&1
}

# --- users -----------------------------------------------------------------------------------------

USERS=$WORK/htpasswd
RULES=$WORK/rules
# every character that a header, a form or a shell might spoil
ALICE='pass: wörd+%41&=/"\'"'"
BOB=bobs-own

make_users() {
    local user
    for user in alice bob; do
        local password=${user^^}
        echo "\$ stowage htpasswd $USERS $user --stdin" >>"$LOG"
        printf '%s\n' "${!password}" | HOME=$CALLERS_HOME "$STOWAGE" htpasswd "$USERS" "$user" --stdin >>"$LOG" 2>&1 ||
            fail "the user $user is not made"
    done
}

# write_rules: the makers push, all users pull, strangers pull what is open
write_rules() {
    cat >"$RULES" <<'TABLE'
# repositories    callers        may
interop/*/open    anonymous      pull
interop/**        users          pull, list
interop/**        group:makers   pull, push, delete, list

group:makers = alice
TABLE
}

# --- the registry ----------------------------------------------------------------------------------

# secure_registry CERTIFICATE [launcher flags...]: over TLS; alice is the one who asks in lib.sh
secure_registry() {
    local certificate=$1
    shift
    REGISTRY_DATA=$WORK/registry-$certificate
    "certify_$certificate"
    ASKING=(--cacert "$CA" -u "alice:$ALICE")
    serve_at "$ADDRESS:0" "${CERTIFIED[@]}" "$@"
    REPOSITORIES=$REGISTRY/interop/$NAME
    path=interop/$NAME
}

# --- what every client shows -----------------------------------------------------------------------
#
# Who may not push tries it with another tag than what is there: some clients look first whether they
# have anything to do, and are content.

UNTRUSTED='certificate|x509|PKIX'
NOT_LET_IN='denied|unauthorized|authentication required|authorization failed|forbidden|no basic auth credentials|credential not found|401|403'

forget_logins() { # where there may be none
    logout >>"$LOG" 2>&1 || true
}

asks_for() { # what the registry wants to see: Basic or Bearer
    curl -sSi --cacert "$CA" "https://$REGISTRY/v2/" | awk 'tolower($1) == "www-authenticate:" {print $2}'
}

holds() { # holds NAME: does the registry have it?
    equal "the registry holds it" 200 "$(status "/v2/$path/$1/tags/list")"
}

holds_only_the_first() {
    equal "nothing came of what was refused" 1.0.0 "$(tags "$path/$1")"
}

# Strangers who may pull, and users with different rights, for which the registry gives out tokens unasked;
# over the certificate of --tls-self-signed.
prove_tokens() {
    write_rules
    secure_registry self_signed --htpasswd "$USERS" --rules "$RULES"
    equal "the registry asks for tokens" Bearer "$(asks_for)"
    refuses_saying "without the registry's CA its certificate is refused" "$UNTRUSTED" pull open
    if [ -n "${TOLD:-}" ]; then
        check "its user does what the launcher says about $TOLD" follow_advice
    else
        trusts "$CA"
    fi
    refuses_saying "with the CA a stranger may not push" "$NOT_LET_IN" push open 2.0.0
    refuses "nor does a wrong password help" eval 'login alice wrong && push open 2.0.0'
    forget_logins
    check "alice logs in" login alice "$ALICE"
    check "alice pushes" push open 1.0.0
    holds open
    check "and pushes what only users may pull" push inner 1.0.0
    holds inner
    check "alice pulls" pull inner
    check "alice logs out" logout
    check "a stranger pulls" pull open
    refuses_saying "a stranger still may not push" "$NOT_LET_IN" push open 2.0.0
    refuses_saying "a stranger may not pull what is not open to all" "$NOT_LET_IN" pull inner
    check "bob logs in" login bob "$BOB"
    check "bob pulls" pull open
    check "bob pulls what only users may pull" pull inner
    refuses_saying "bob may not push" "$NOT_LET_IN" push open 2.0.0
    check "bob logs out" logout
    holds_only_the_first open
    stop_registry
}

# Everything for users and nothing for others, for which passwords do; over the certificate of openssl.
prove_passwords() {
    secure_registry openssl --htpasswd "$USERS"
    equal "the registry asks for passwords" Basic "$(asks_for)"
    refuses_saying "openssl's certificate is refused, too, by who does not know it" "$UNTRUSTED" pull app
    trusts "$CA"
    refuses_saying "a stranger may not push" "$NOT_LET_IN" push app 2.0.0
    refuses "nor does a wrong password help" eval 'login bob wrong && push app 2.0.0'
    forget_logins
    check "bob logs in" login bob "$BOB"
    check "bob pushes" push app 1.0.0
    holds app
    check "bob pulls" pull app
    check "bob logs out" logout
    refuses_saying "a stranger may not pull" "$NOT_LET_IN" pull app
    holds_only_the_first app
    stop_registry
}

prove_access() {
    make_users
    prove_tokens
    prove_passwords
}

# busybox_tar: the path of an archive of files that is an image's only layer
busybox_tar() {
    mkdir -p "$WORK/files/bin"
    cp /bin/busybox "$WORK/files/bin/busybox"
    random_file "$WORK/files/payload" 300000
    tar -C "$WORK/files" -cf "$WORK/files.tar" .
    echo "$WORK/files.tar"
}
