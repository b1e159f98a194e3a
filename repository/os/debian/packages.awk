# Addresses, then what roles need, then the stanzas of the packages: one line for each package that is fetched.
function field(name) { return name in fields ? fields[name] : "" }
function add(list, item) {
  if (index("," list ",", "," item ",")) return list
  return list == "" ? item : list "," item
}
function sorted(list, items, count, i, j, item) {
  if (list == "") return "-"
  count = split(list, items, ",")
  for (i = 2; i <= count; i++) {
    item = items[i]
    for (j = i - 1; j > 0 && items[j] > item; j--) items[j + 1] = items[j]
    items[j + 1] = item
  }
  list = items[1]
  for (i = 2; i <= count; i++) list = list "," items[i]
  return list
}
# A name without version, architecture and white space.
function bare(text) {
  sub(/\(.*/, "", text); sub(/\[.*/, "", text); sub(/:.*/, "", text)
  gsub(/[ \t]/, "", text)
  return text
}
function keep(hash, provided, count, i, name) {
  hash = field("SHA256")
  if (hash in address && !(hash in known)) {
    known[hash] = 1
    hashes[++total] = hash
    package[hash] = field("Package"); version[hash] = field("Version"); architecture[hash] = field("Architecture")
    depends[hash] = field("Pre-Depends") "," field("Depends")
    named[field("Package")] = 1
    count = split(field("Provides"), provided, ",")
    for (i = 1; i <= count; i++) { name = bare(provided[i]); if (name != "") providers[name] = add(providers[name], field("Package")) }
  }
  split("", fields)
}
# The same file at the public address where it comes from a mirror.
function addresses(address, mirror) {
  for (mirror in public)
    if (mirror != public[mirror] && index(address, mirror "/") == 1)
      return address " " public[mirror] substr(address, length(mirror) + 1)
  return address
}
# Packages of those fetched that a name means.
function meant(name) { return name in named ? name : name in providers ? providers[name] : "" }
$1 == "address" && NF == 3 { public[$2] = $3; next }
$1 == "uri" && NF == 4 { address[$2] = $3; size[$2] = $4; next }
$1 == "need" && NF == 3 { roles[$3] = add(roles[$3], $2); next }
/^[A-Za-z0-9-]+:/ { name = $0; sub(/:.*/, "", name); value = $0; sub(/^[^:]*: */, "", value); fields[name] = value; next }
/^$/ { keep() }
END {
  keep()
  for (i = 1; i <= total; i++) {
    count = split(depends[hashes[i]], clauses, ",")
    for (j = 1; j <= count; j++) {
      alternatives = split(clauses[j], names, "|")
      for (k = 1; k <= alternatives; k++) {
        target = meant(bare(names[k]))
        if (target == "") continue
        parts = split(target, targets, ",")
        for (l = 1; l <= parts; l++)
          if (targets[l] != package[hashes[i]]) pulled[targets[l]] = add(pulled[targets[l]], package[hashes[i]])
        break
      }
    }
  }
  for (name in roles) {
    parts = split(meant(name), targets, ",")
    count = split(roles[name], names, ",")
    for (l = 1; l <= parts; l++) for (k = 1; k <= count; k++) needed[targets[l]] = add(needed[targets[l]], names[k])
  }
  for (i = 1; i <= total; i++) {
    hash = hashes[i]; name = package[hash]
    file = version[hash]; sub(/^[0-9]+:/, "", file); file = name "_" file "_" architecture[hash] ".deb"
    print "package", name, architecture[hash], version[hash], file, hash, size[hash], addresses(address[hash]), \
      sorted(needed[name]), sorted(pulled[name])
  }
}
