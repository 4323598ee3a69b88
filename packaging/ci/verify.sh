#!/usr/bin/env bash
# Second step of the action: asks one question, tells the answer as annotations, as a summary and, where it is asked
# for, as a file for code scanning. It ends with the command's own exit code, so that 0 means proved and nothing else.
set -euo pipefail
shopt -s globstar nullglob
export LC_ALL=C

readonly SUMMARY_BYTES_MAX=100000
qubes_tor_fw=(node "${GITHUB_ACTION_PATH:?}/dist/start.cjs")

output() {
  printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:?}"
}

# What `verify` says by its exit code.
verdict_of() {
  case $1 in
    0) echo proved ;;
    1) echo not-proved ;;
    4) echo undecided ;;
    *) echo failed ;;
  esac
}

refuse() {
  printf '::error title=qubes-tor-fw::%s\n' "$1"
  output verdict failed
  output exit-code 2
  exit 2
}

# Lines of an input, without blanks around them; empty ones are none.
lines_of() {
  sed -e 's/^[[:space:]]*//' -e 's/[[:space:]]*$//' -e '/^$/d' <<<"$1"
}

files=()
while IFS= read -r pattern; do
  found=()
  # A name that is there is that file, whatever characters it has; anything else is a pattern.
  if [[ -e $pattern ]]; then
    found=("$pattern")
  else
    while IFS= read -r name; do found+=("$name"); done < <(compgen -G "$pattern" | sort)
  fi
  # A file that was renamed must not make a check that passes because it looks at nothing.
  ((${#found[@]} > 0)) || refuse "rulesets: no file is found by $(printf '%q' "$pattern")"
  files+=("${found[@]}")
done < <(lines_of "${INPUT_RULESETS:-}")

options=()
while IFS= read -r option; do
  case $option in
    --format | --format=* | --policy | --policy=*) refuse "arguments: ${option%%=*} is for the action to say" ;;
    --?*) options+=("$option") ;;
    *) refuse "arguments: each line is one option, --name or --name=value, unlike $(printf '%q' "$option")" ;;
  esac
done < <(lines_of "${INPUT_ARGUMENTS:-}")

policy=${INPUT_POLICY:-}
compiled=${INPUT_COMPILED:-}
lint=${INPUT_LINT:-false}
sarif=${INPUT_SARIF:-}
[[ -n $policy || ${#files[@]} -gt 0 ]] || refuse 'nothing to verify: give a policy, or rulesets'
[[ -z $compiled || -n $policy ]] || refuse 'compiled: the policy that it was compiled of is missing'
[[ $lint == true || $lint == false ]] || refuse 'lint: it is true or false'
[[ -z $policy ]] || options+=("--policy=$policy")

# Each question is asked by its own run. All are asked; the first exit code that is not 0 is the step's.
exit_code=0
ask() {
  local status=0
  "$@" || status=$?
  ((exit_code != 0)) || exit_code=$status
}

question=(verify "${options[@]}" -- "${files[@]}")
ask "${qubes_tor_fw[@]}" --format=github "${question[@]}"
output verdict "$(verdict_of "$exit_code")"
if [[ -n $sarif ]]; then
  mkdir -p "$(dirname -- "$sarif")"
  # The findings stand in the file and have been told above; that it could be written is asked of the file.
  "${qubes_tor_fw[@]}" --format=sarif "${question[@]}" >"$sarif" 2>/dev/null || true
  [[ -s $sarif ]] || refuse 'sarif: the report is empty, for the question could not be asked'
  output sarif "$sarif"
fi
if [[ -n $compiled ]]; then
  ask "${qubes_tor_fw[@]}" --format=github compile --check "--out=$compiled" -- "$policy"
fi
if [[ $lint == true && ${#files[@]} -gt 0 ]]; then
  # `lint` knows the gateway by the same options, and has no guarantees to choose from.
  facts=()
  for option in "${options[@]}"; do
    [[ $option == --only=* || $option == --from-empty-conntrack ]] || facts+=("$option")
  done
  ask "${qubes_tor_fw[@]}" --format=github lint "${facts[@]}" -- "${files[@]}"
fi

# Rulesets are others' text. Four blanks before each line keep it from being markup; it never gets to the log,
# where a line could be a command to the runner.
{
  printf '### qubes-tor-fw\n\n'
  { "${qubes_tor_fw[@]}" --color=never "${question[@]}" 2>&1 || true; } |
    head -c "$SUMMARY_BYTES_MAX" | sed 's/^/    /'
  printf '\n'
} >>"${GITHUB_STEP_SUMMARY:?}"
output exit-code "$exit_code"
exit "$exit_code"
