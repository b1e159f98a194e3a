# Part of download.sh: the store, and files fetched into it by address and known by their hash. Needs $store, $work and fail.

size_of() { if [ -f "$1" ]; then wc -c <"$1" | tr -d ' '; else echo 0; fi; }
hash_of() { sha256sum <"$1" | cut -c 1-64; }
path_of() { printf '%s/sha256/%s/%s' "$store" "$(printf '%s' "$1" | cut -c 1-2)" "$1"; }

# Whether the store has it, whole; what is there and wrong goes.
is_stored() { # hash, size
  path=$(path_of "$1")
  [ -f "$path" ] || return 1
  if [ "$(size_of "$path")" = "$2" ] && [ "$(hash_of "$path")" = "$1" ]; then return 0; fi
  rm -f "$path"
  return 1
}

keep() { # file, hash
  sync "$1" 2>/dev/null || sync
  mkdir -p "$store/sha256/$(printf '%s' "$2" | cut -c 1-2)"
  mv -f "$1" "$(path_of "$2")"
}

# One request for what is missing of a file. Its status and what the server said come to lie in $work/said.
ask() { # address, file, size
  : >"$work/said"
  if command -v curl >/dev/null; then
    curl --fail --silent --show-error --location --proto-redir =http,https --max-redirs 5 --connect-timeout 15 \
      --speed-limit 1 --speed-time 60 --max-filesize "$3" --continue-at - --dump-header "$work/said" --output "$2" \
      -- "$1" 2>"$work/log"
  elif command -v wget >/dev/null; then
    wget --no-verbose --server-response --tries=1 --timeout=60 --max-redirect=5 --continue --output-document="$2" \
      -- "$1" 2>"$work/said"
  elif [ -x /usr/lib/apt/apt-helper ]; then
    rm -f "$2"
    /usr/lib/apt/apt-helper download-file "$1" "$2" >"$work/said" 2>&1
  else
    fail 'curl or wget is needed'
  fi
}
status_of() { awk 'toupper($1) ~ /^HTTP\// { status = $2 } END { print status + 0 }' "$work/said"; }
asked_pause() { awk 'tolower($1) == "retry-after:" { sub(/\r/, "", $2); pause = $2 } END { print pause ~ /^[0-9]+$/ ? pause : "" }' "$work/said"; }

# From one address: with patience while it may pass, from where the last attempt ended. Says in $why what went wrong.
fetch_from() { # address, hash, size
  file=$store/partial/$2
  failures=0
  began=$(size_of "$file")
  while :; do
    before=$(size_of "$file")
    ended=0
    if [ "$before" != "$3" ] || [ "$3" = 0 ]; then ask "$1" "$file" "$3" || ended=$?; fi
    # wget makes a file for a refusal too
    if [ ! -s "$file" ]; then rm -f "$file"; fi
    now=$(size_of "$file")
    if [ "$now" = "$3" ]; then
      [ -f "$file" ] || : >"$file"
      if [ "$(hash_of "$file")" = "$2" ]; then
        keep "$file" "$2"
        return 0
      fi
      rm -f "$file"
      why='its content has another sha256'
      # what an earlier run or another address began may be at fault
      [ "$began" -gt 0 ] || return 1
      began=0
      continue
    fi
    # 63: curl did not begin, because the server said so
    if [ "$now" -gt "$3" ] || [ "$ended" = 63 ]; then
      rm -f "$file"
      why="it is longer than $3 bytes"
      return 1
    fi
    status=$(status_of)
    why="the server answered $status"
    case $status in
      0 | 408 | 425 | 429 | 500 | 502 | 503 | 504) ;;
      416) rm -f "$file" ;;
      2??)
        why="the answer ended after $now of $3 bytes"
        # it has no ranges, so there is no going on
        if [ "$before" -gt 0 ] && [ "$now" -le "$before" ]; then rm -f "$file"; fi ;;
      *) return 1 ;;
    esac
    [ "$status" != 0 ] || why=$(cat "$work/log" "$work/said" 2>/dev/null | tail -n 1)
    if [ "$now" -gt "$before" ]; then failures=1; else failures=$((failures + 1)); fi
    pause=$(asked_pause)
    if [ "$failures" -ge 5 ] || [ "${pause:-0}" -gt 600 ]; then return 1; fi
    sleep "${pause:-$((1 << (failures - 1)))}"
  done
}

# Address by address.
fetch() { # hash, size, addresses
  reasons=
  wanted=$1
  length=$2
  # an address may hold signs that mean file names to a shell
  set -f
  # shellcheck disable=SC2086
  set -- $3
  set +f
  for address; do
    if fetch_from "$address" "$wanted" "$length"; then return 0; fi
    reasons="$reasons $address: $why;"
  done
  return 1
}
