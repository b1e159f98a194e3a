# Prints every value of a JSON text: its path, a tab, and the value without quotes. Strings of JSON never span lines, so the
# text is read line by line; it need not be small.
function path(level, text) {
  text = ""
  for (level = 1; level <= depth; level++) text = text (kind[level] == "{" ? "." key[level] : "[" place[level] "]")
  return text
}
function ended() {
  if (kind[depth] == "[") place[depth]++
  else named[depth] = 0
}
function value(text) { print path() "\t" text; ended() }
function plain(text) {
  text = substr(text, 2, length(text) - 2)
  gsub(/\\"/, "\"", text); gsub(/\\\//, "/", text); gsub(/\\\\/, "\\", text)
  return text
}
{
  line = $0
  while (line != "") {
    sign = substr(line, 1, 1)
    if (sign ~ /[ \t\r,:]/) { line = substr(line, 2); continue }
    if (sign == "{" || sign == "[") {
      depth++; kind[depth] = sign; place[depth] = 0; named[depth] = 0
      line = substr(line, 2); continue
    }
    if (sign == "}" || sign == "]") { depth--; ended(); line = substr(line, 2); continue }
    if (sign == "\"") {
      if (!match(line, /^"([^"\\]|\\.)*"/)) exit 1
      token = plain(substr(line, 1, RLENGTH)); line = substr(line, RLENGTH + 1)
      if (kind[depth] == "{" && !named[depth]) { key[depth] = token; named[depth] = 1 }
      else value(token)
      continue
    }
    if (!match(line, /^[^][{},: \t\r"]+/)) exit 1
    value(substr(line, 1, RLENGTH)); line = substr(line, RLENGTH + 1)
  }
}
