# What deploy/demo and deploy/containers share: keys and tokens for development, and the sample. To be sourced, from the
# project's folder, by a bash that has set:
#   client   the path of the samverkan command, and the flags by which it reaches the gateway (an array)
#   keys     the folder of certificates, issuers and their keys
#   tokens   the folder of tokens, <agency>-<role>.jwt
#   agencies the agencies that have a node (an array)

roles=(reader contributor process_leader operator)

# The client, as an agency: samverkan AGENCY word…
samverkan() {
  local agency=$1
  shift
  SAMVERKAN_TOKENS=$tokens "${client[@]}" --agency="$agency" "$@"
}

# certificate NAME HOST,…: signed by an authority of our own, as $keys/NAME.pem and NAME-key.pem.
certificate() {
  "${client[0]}" certificate --ca="$keys/ca" --host="$2" --out="$keys/$1" 2>/dev/null
}

# An issuer for each agency, and a token for each of its roles: for development, made anew each time. In earnest they
# come from the agencies' own systems.
make_tokens() {
  local agency role entries=
  for agency in "${agencies[@]}"; do
    for role in "${roles[@]}"; do
      "${client[0]}" token --key="$keys/$agency-issuer.pem" --make-key --issuer="https://idp.$agency.example" \
        --agency="$agency" --roles="$role" --subject="demo-$role" --hours=720 --out="$tokens/$agency-$role.jwt" 2>/dev/null
    done
    entries+="${entries:+, }{\"issuer\": \"https://idp.$agency.example\", \"agencies\": [\"$agency\"], \"jwksFile\": \"$agency-issuer.jwks.json\"}"
  done
  echo "{\"issuers\": [$entries]}" >"$keys/issuers.json"
}

# Waits until every member answers through the gateway; fails after half a minute.
await_members() {
  local i serving
  for i in $(seq 300); do
    serving=$(samverkan finsam members -o json 2>/dev/null | grep -o HEALTH_SERVING | wc -l || true)
    [ "$serving" -eq "${#agencies[@]}" ] && return
    sleep 0.1
  done
  return 1
}

has_node() { [[ " ${agencies[*]} " == *" $1 "* ]]; }

# Signs an agreement of the association: sign AGREEMENT [AGENCY FUNCTION]…
sign() {
  local agreement=$1
  shift
  while [ $# -gt 0 ]; do
    ! has_node "$1" ||
      samverkan "$1" agreement sign "agencies/finsam/agreements/$agreement" --function="agencies/$1/functions/$2"
    shift 2
  done
}

# Loads what the sample has for these agencies, once: load_sample MARK, a file that says that it is done.
load_sample() {
  [ -e "$1" ] && { echo "The sample is loaded already ($1 says so)."; return; }
  local agency file
  for file in 1-actors 2-inventory-2015 3-inventory-2016 4-assessments 5-flows 6-plans; do
    for agency in "${agencies[@]}"; do
      [ ! -e "deploy/sample/$agency/$file.ndjson" ] || samverkan "$agency" apply -f "deploy/sample/$agency/$file.ndjson"
    done
  done
  echo "Taking the actions' steps …"
  for agency in finsam af; do
    grep '^[a-z]' "deploy/sample/$agency/7-actions.txt" |
      SAMVERKAN_TOKENS=$tokens xargs -L1 "${client[@]}" --agency="$agency" action >/dev/null
  done
  sign avsiktsforklaring-unga af sektionschef fk enhetschef region samverkansansvarig lomma socialchef
  ! has_node kavlinge ||
    samverkan kavlinge agreement sign agencies/finsam/agreements/avsiktsforklaring-unga --stance=acknowledged \
      --function=agencies/kavlinge/functions/socialchef
  touch "$1"
}
