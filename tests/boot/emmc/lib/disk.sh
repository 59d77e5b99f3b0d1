# SPDX-License-Identifier: GPL-2.0-only
# Shared by the tests of the machine's disks: lines of TAP, test data, writing it to a
# disk and reading it back. Sourced; the caller sets mib.
# shellcheck shell=sh disable=SC2154
n=0

# check ID TITLE WORD COMMAND...: one line of TAP; ok if the command succeeds.
check()
{
	id=$1 title=$2 word=$3 not='not '
	shift 3
	n=$((n + 1))
	"$@" > /tmp/out 2>&1 && not=
	[ -z "$not" ] || word=FAILED
	printf '%sok %d - %s: %s => %s\n' "$not" "$n" "$id" "$title" "$word"
	[ -z "$not" ] || sed 's/^/# /' /tmp/out
}

make_data()
{
	# Each MiB differs, to detect blocks at a wrong place.
	i=0
	while [ $i -lt 16 ]; do
		dd if=/dev/urandom bs=65536 count=16 2> /dev/null
		i=$((i + 1))
	done > /tmp/seed
	[ "$(wc -c < /tmp/seed)" = 16777216 ]
}

data()
{
	i=0
	while [ $i -lt "$mib" ]; do
		printf '%08d' $i
		cat /tmp/seed
		i=$((i + 16))
	done
}

# write_data FILE
write_data()
{
	data > "$1"
	sync
}

sectors_read() { awk '{ print $3 }' "/sys/block/$1/stat"; }

# read_data FILE DISK: reads from the disk, not from the page cache.
read_data()
{
	pieces=$(((mib + 15) / 16))
	size=$((pieces * 16777224))
	written=$(data | md5sum)
	sync
	echo 3 > /proc/sys/vm/drop_caches
	before=$(sectors_read "$2")
	read=$(head -c "$size" "$1" | md5sum)
	after=$(sectors_read "$2")
	echo "sectors read: $((after - before)), sums $written $read"
	[ "$written" = "$read" ] && [ $((after - before)) -ge $((mib * 2048)) ]
}

# clean_log WORDS: the log contains none of these, and no SMMU fault.
clean_log() { ! dmesg | grep -iE "$1|EXT4-fs error|context fault|Unhandled|Blocked unknown"; }
