# SPDX-License-Identifier: GPL-2.0-only
# Prints the instructions of host_el2_sync in host.S, each as a call of test_entry.c.
function number(reg) { sub(/^x/, "", reg); sub(/,$/, "", reg); return reg }
function offset(text) { gsub(/[^-0-9]/, "", text); return text }
# With "[sp]," the offset is added afterwards.
function mode(text) { return text == "[sp]," ? "POST" : "PRE" }

/^SYM_CODE_START_LOCAL\(host_el2_sync\)/ { inside = 1; next }
/^SYM_CODE_END\(host_el2_sync\)/ { inside = 0 }
!inside || !NF { next }
$1 == "stp" || $1 == "ldp" {
	printf "%s(%s, %s, %s, %s);\n", $1, number($2), number($3), offset($5), mode($4)
	next
}
$1 == "str" || $1 == "ldr" {
	printf "%s(%s, %s, %s);\n", $1, number($2), offset($4), mode($3)
	next
}
$1 == "bl" { printf "bl(\"%s\");\n", $2; next }
$1 == "eret" { print "eret();\nreturn;"; next }
# After the end: speculation.
$1 == "sb" { next }
{ printf "no_such(\"%s\");\n", $1 }
