# Writes a lock file, byte for byte as the product does, from rows with tabs between their fields:
#   requirement  role, hash
#   file         id, architecture, licence or "-", addresses (with white space between them), size, sha256, roles
#   system       name, family, architectures, profile; its packages follow
#   package      name, architecture, version, file name, sha256, size, addresses, roles, packages that pull it
#   image        reference, digest, roles; its blobs follow
#   blob         digest, size, media type
# Lists have commas, and "-" is an empty one. Rows come in the order of the lock file.
function quoted(text) { gsub(/\\/, "&&", text); gsub(/"/, "\\\\&", text); return "\"" text "\"" }
function list(text, between, indent, items, count, i, out) {
  if (text == "-") return "[]"
  count = split(text, items, between)
  out = "["
  for (i = 1; i <= count; i++) out = out (i > 1 ? "," : "") "\n" indent "  " quoted(items[i])
  return out "\n" indent "]"
}
function pair(name, text) { return quoted(name) ": " text }
function joined(items, count, open, close_, indent, i, out) {
  if (count == 0) return open close_
  out = open
  for (i = 1; i <= count; i++) out = out (i > 1 ? "," : "") "\n" indent "  " items[i]
  return out "\n" indent close_
}
function closeSystem() {
  if (system_ == "") return
  systems[++systemCount] = pair(system_, "{\n      " pair("architectures", list(architectures, ",", "      ")) \
    ",\n      " pair("family", quoted(family)) ",\n      " pair("packages", joined(packages, packageCount, "[", "]", "      ")) \
    ",\n      " pair("profile", quoted(profile)) "\n    }")
  system_ = ""
}
function closeImage() {
  if (reference == "") return
  images[++imageCount] = "{\n      " pair("blobs", joined(blobs, blobCount, "[", "]", "      ")) \
    ",\n      " pair("digest", quoted(digest)) ",\n      " pair("neededBy", list(neededBy, ",", "      ")) \
    ",\n      " pair("reference", quoted(reference)) "\n    }"
  reference = ""
}
BEGIN { FS = "\t" }
$1 == "requirement" { requirements[++requirementCount] = pair($2, quoted($3)) }
$1 == "file" {
  i = "      "
  files[++fileCount] = "{\n" i pair("architecture", quoted($3)) ",\n" i pair("id", quoted($2)) \
    ($4 == "-" ? "" : ",\n" i pair("licence", quoted($4))) ",\n" i pair("neededBy", list($8, ",", i)) \
    ",\n" i pair("sha256", quoted($7)) ",\n" i pair("size", $6) ",\n" i pair("urls", list($5, " ", i)) "\n    }"
}
$1 == "system" { closeSystem(); system_ = $2; family = $3; architectures = $4; profile = $5; packageCount = 0 }
$1 == "package" {
  i = "          "
  packages[++packageCount] = "{\n" i pair("architecture", quoted($3)) ",\n" i pair("filename", quoted($5)) \
    ",\n" i pair("name", quoted($2)) ",\n" i pair("neededBy", list($9, ",", i)) ",\n" i pair("pulledBy", list($10, ",", i)) \
    ",\n" i pair("sha256", quoted($6)) ",\n" i pair("size", $7) ",\n" i pair("urls", list($8, " ", i)) \
    ",\n" i pair("version", quoted($4)) "\n        }"
}
$1 == "image" { closeImage(); reference = $2; digest = $3; neededBy = $4; blobCount = 0 }
$1 == "blob" {
  i = "          "
  blobs[++blobCount] = "{\n" i pair("digest", quoted($2)) ",\n" i pair("mediaType", quoted($4)) ",\n" i pair("size", $3) "\n        }"
}
END {
  closeSystem(); closeImage()
  print "{\n  " pair("files", joined(files, fileCount, "[", "]", "  ")) ",\n  " pair("images", joined(images, imageCount, "[", "]", "  ")) \
    ",\n  " pair("kind", quoted("repository-lock")) ",\n  " pair("requirements", joined(requirements, requirementCount, "{", "}", "  ")) \
    ",\n  " pair("systems", joined(systems, systemCount, "{", "}", "  ")) ",\n  " pair("version", 1) "\n}"
}
