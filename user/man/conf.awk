# SPDX-License-Identifier: MIT
# Puts the keys of systemd/weir.conf.example, with what is said of each, in place of @KEYS@:
#   awk -f user/man/conf.awk systemd/weir.conf.example user/man/weir.conf.5.in
function plain(text) {
	gsub(/-/, "\\-", text)
	return text
}

# A line of prose: `commands` in bold, nothing that roff takes for a request.
function prose(text, pieces, count, i, out) {
	count = split(text, pieces, "`")
	for (i = 1; i <= count; i++)
		out = out (i % 2 ? pieces[i] : "\\fB" plain(pieces[i]) "\\fR")
	return (out ~ /^[.']/ ? "\\&" : "") out
}

# What was said, and the keys that it was said of: without a key, of the section.
function flush(i) {
	for (i = 1; i <= keys; i++)
		body = body (i == 1 ? ".TP\n" : ".TQ\n") key[i] "\n"
	if (!keys && lines && !headed)
		body = body ".PP\n"
	for (i = 1; i <= lines; i++)
		body = body said[i] "\n"
	keys = lines = headed = 0
}

FNR == 1 { file++ }

file == 1 && /^#?\[/ {
	# What stands right before a section is said of it, but not the head of the file.
	if (keys)
		flush()
	sub(/^#/, "")
	gsub(/"/, "\\(dq")
	body = body ".SS " plain($0) "\n"
	section = headed = 1
	flush()
	next
}
file == 1 && /^#[a-z]/ {
	split_at = index($0, "=")
	name = substr($0, 2, split_at - 2)
	value = substr($0, split_at + 1)
	gsub(/ /, "", name)
	sub(/^ +/, "", value)
	key[++keys] = "\\fB" plain(name) "\\fR" (value == "" ? " =" : " = " plain(value))
	next
}
file == 1 && /^# ?/ {
	if (keys)
		flush()
	sub(/^# ?/, "")
	if ($0 != "")
		said[++lines] = prose($0)
	next
}
file == 1 {
	# What is said before the first section is the page's own to say.
	if (!section)
		lines = 0
	flush()
	next
}

/^@KEYS@$/ {
	flush()
	printf "%s", body
	next
}
{ print }
