#!/bin/bash
# Users, passwords and rules change while the registry serves: no restart, and no token outlives a right.
source "$(dirname "$0")/../access.sh"

make_users
write_rules
secure_registry self_signed --htpasswd "$USERS" --rules "$RULES" --token-endpoint
export SSL_CERT_FILE=$CA
pushed=$(layout "$WORK/image")
image=$REPOSITORIES/app
login() { crane auth login --username "$1" --password-stdin "$REGISTRY" <<<"$2"; }
bob_may() { # bob_may ACTION: does `stowage access explain` say so?
    HOME=$CALLERS_HOME "$STOWAGE" access explain --rules "$RULES" --user bob --repository "$path/app" --json |
        tee -a "$LOG" | jq -r --arg action "$1" '.actions[] | select(.action == $action) | .allowed'
}
push() { crane push "$WORK/image" "$image:$1"; }
change_rules() { # change_rules SED-COMMAND: as an editor does, in one step
    sed "$1" "$RULES" >"$RULES.new"
    mv "$RULES.new" "$RULES"
}
logged() { # logged PATTERN: the files are looked at when somebody asks for something
    crane manifest "$image:v1" && grep -Eq "$1" "$LOGS/registry.log"
}

run login bob "$BOB"
equal "the dry run says that bob may not push" false "$(bob_may push)"
refuses_saying "and he may not" "$NOT_LET_IN" push v1

change_rules 's/^group:makers = .*/&, bob/'
equal "in a group of makers he may, says the dry run" true "$(bob_may push)"
await 20 "bob's right to push" push v1
equal "and he does" "$pushed" "$(digest "$path/app" v1)"

# --- a token is no more than the rights of its user
token=$(curl -fsS --cacert "$CA" -u "bob:$BOB" \
    "https://$REGISTRY/token?service=stowage&scope=repository:$path/app:pull,push" | jq -r .token)
with_token() { # with_token METHOD PATH: the status
    curl -sS -o /dev/null -w '%{http_code}' --cacert "$CA" -H "Authorization: Bearer $token" -X "$1" "https://$REGISTRY/v2/$path/$2"
}
equal "a token lets him push" 202 "$(with_token POST app/blobs/uploads/)"
equal "only where it was asked for" 401 "$(with_token POST other/blobs/uploads/)"
change_rules 's/, bob$//'
no_more_pushes() { [[ $(with_token POST app/blobs/uploads/) = 40[13] ]]; }
await 20 "the end of bob's right to push" no_more_pushes
fact "with his right the token lets go, long before its end"
equal "what he still may do, he may with it" 200 "$(with_token GET app/tags/list)"
refuses_saying "a new one does not help" "$NOT_LET_IN" push v2

# --- mistakes
echo 'interop/** nobody-knows-whom everything' >>"$RULES"
await 20 "a line about the broken rules in the log" logged 'the new access rules in .* cannot be used.*nobody-knows-whom'
check "of broken rules the log speaks, and the old ones stay" crane manifest "$image:v1"
change_rules '/nobody-knows-whom/d'
cp "$USERS" "$WORK/users"
: >"$USERS"
await 20 "a line about the empty file of users in the log" logged 'the new users in .* cannot be used'
check "of a file of users that breaks off it speaks, too, and they stay" crane manifest "$image:v1"
mv "$WORK/users" "$USERS"

# --- passwords and users
HOME=$CALLERS_HOME check "bob gets a new password" \
    "$STOWAGE" htpasswd "$USERS" bob --stdin <<<"bob's new one"
pull() { crane manifest "$image:v1"; }
pulls_no_more() { ! pull; }
await 20 "the end of the old password" pulls_no_more
fact "the old one does not open any more"
run login bob "bob's new one"
check "the new one does" pull
HOME=$CALLERS_HOME check "bob is removed" "$STOWAGE" htpasswd "$USERS" bob --delete
await 20 "bob's end" pulls_no_more
fact "and does not come in any more"
run login alice "$ALICE"
check "alice did not notice anything" push v3
done_testing
