# SPDX-License-Identifier: GPL-2.0-only
# Prints functions of a kernel file as they are, for hosted tests:
#
#   awk -v names='NAME...' -f hooks.awk FILE.c
#
# It fails if one of the names is no function of the file.
BEGIN {
	nr = split(names, wanted, " ")
	for (i = 1; i <= nr; i++)
		missing[wanted[i]] = 1
}

# A definition begins in the first column; that of a declaration ends with ";". Its type may
# have a line of its own.
/^[a-z_].*\(/ && !/;$/ {
	name = $0
	sub(/\(.*/, "", name)
	sub(/.*[ *]/, "", name)
	if (name in missing) {
		delete missing[name]
		printing = 1
		if ($0 ~ /^_/)
			print last
	}
}
printing { print }
{ last = $0 }
/^}/ && printing {
	printing = 0
	print ""
}

END {
	for (name in missing) {
		printf "error: %s: no function %s\n", FILENAME, name > "/dev/stderr"
		failed = 1
	}
	exit failed
}
