#### observe
file='/etc/x'
if [ -h "$file" ] || { [ -e "$file" ] && [ ! -f "$file" ]; }; then echo '= other'
elif [ ! -e "$file" ]; then echo '= nothing'
else
  found=$(LC_ALL=C grep -anE -e '^a' -e '^a=1$' -- "$file" 2>/dev/null)
  if [ "$?" -gt 1 ]; then echo '= broken-pattern'; else printf '= file\n%s\n' "$found"; fi
fi
file='/etc/y'
if [ -h "$file" ] || { [ -e "$file" ] && [ ! -f "$file" ]; }; then echo '= other'
elif [ ! -e "$file" ]; then echo '= nothing'
else
  found=$(LC_ALL=C grep -anE -e '^b\.c$' -e '^b\.c$' -- "$file" 2>/dev/null)
  if [ "$?" -gt 1 ]; then echo '= broken-pattern'; else printf '= file\n%s\n' "$found"; fi
fi

#### update
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
path='/etc/x'
line='a=1'
pattern='^a'
exact='^a=1$'
[ ! -h "$path" ] || fail "$path is a symbolic link."
[ ! -d "$path" ] || fail "$path is a directory."
[ ! -e "$path" ] || [ -f "$path" ] || fail "$path is not a regular file."
directory=${path%/*}
[ -d "${directory:=/}" ] || fail "The directory $directory of $path does not exist."
umask 077
temporary=$(mktemp "$directory/.lambdastack.XXXXXXXXXX")
trap 'rm -f -- "$temporary"' EXIT
trap 'exit 143' HUP INT TERM
export LC_ALL=C
if [ ! -e "$path" ]; then
  printf '%s\n' "$line" >"$temporary"
  chmod 0644 -- "$temporary"
  mv -fT -- "$temporary" "$path"
  exit 0
fi
numbers() { grep -anE "$@" -- "$path" | sed 's/:.*//'; }
found=$(numbers -e "$pattern" -e "$exact")
if [ -z "$found" ]; then
  cat -- "$path" >"$temporary"
  [ ! -s "$path" ] || [ -z "$(tail -c 1 -- "$path")" ] || echo >>"$temporary"
  printf '%s\n' "$line" >>"$temporary"
else
  place=$(numbers -e "$exact" | head -n 1)
  place=${place:-$(printf '%s\n' "$found" | head -n 1)}
  others=$(printf '%s\n' "$found" | sed -e "/^$place\$/d" -e 's/$/d/')
  { head -n "$((place - 1))" -- "$path"; printf '%s\n' "$line"; tail -n "+$((place + 1))" -- "$path"; } | sed "$others" >"$temporary"
fi
chown --reference="$path" -- "$temporary"
chmod --reference="$path" -- "$temporary"
mv -fT -- "$temporary" "$path"


#### delete
set -eu
fail() { printf '%s\n' "$*" >&2; exit 1; }
path='/etc/x'
line='a=1'
pattern='^a'
exact='^a=1$'
[ ! -h "$path" ] || fail "$path is a symbolic link."
[ ! -d "$path" ] || fail "$path is a directory."
[ ! -e "$path" ] || [ -f "$path" ] || fail "$path is not a regular file."
[ -e "$path" ] || exit 0
directory=${path%/*}
[ -d "${directory:=/}" ] || fail "The directory $directory of $path does not exist."
umask 077
temporary=$(mktemp "$directory/.lambdastack.XXXXXXXXXX")
trap 'rm -f -- "$temporary"' EXIT
trap 'exit 143' HUP INT TERM
export LC_ALL=C
grep -avE -e "$pattern" -- "$path" >"$temporary" || [ "$?" -eq 1 ]
chown --reference="$path" -- "$temporary"
chmod --reference="$path" -- "$temporary"
mv -fT -- "$temporary" "$path"

