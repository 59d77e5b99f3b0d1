# SPDX-License-Identifier: GPL-2.0-only
# Installs abi/, hyp/, host/ and the small patches into a kernel tree.
# shellcheck shell=bash
#
# linux/series/ has one file for each commit of the series, in the order of their names:
#
#   Subject: KVM: arm64: iommu: Add the host identity table
#   File: hyp/core/identity.c arch/arm64/kvm/hyp/nvhe/iommu/core/
#   File: hyp/tegra/*.c arch/arm64/kvm/hyp/nvhe/iommu/tegra/
#   Patch: linux/patches/kvm-el2-ownership.patch
#
#   The commit's message.
#
# File: a file of this repository (or a pattern), and its path in the kernel; a path that
# ends in / is a folder. Patch: a patch to existing files of the kernel.

series_entries() { find "$TOP/linux/series" -maxdepth 1 -type f -name '[0-9]*' 2>/dev/null | sort; }

# Prints the values of one header of an entry. Headers end at the first empty line.
series_header() { sed -n "/^\$/q; s/^$2:[[:space:]]*//p" "$1"; }

# Prints the message, with its prose refilled for git log; paragraphs with lists or
# indented lines are unchanged.
series_body()
{
	sed '1,/^$/d' "$1" | awk -v fill='fmt -w 72' '
		BEGIN { RS = "" }
		{
			if (NR > 1)
				print ""
			fflush()
			if ($0 ~ /(^|\n)([-*[:space:]]|[0-9]+\.)/) {
				print
			} else {
				print | fill
				close(fill)
			}
		}'
}

# Prints "SOURCE DEST" for each whole file of an entry, with patterns expanded.
series_files()
{
	local pattern dest f

	while read -r pattern dest; do
		# shellcheck disable=SC2086  # the pattern is to be expanded
		for f in "$TOP"/$pattern; do
			[ -f "$f" ] || die "$(basename "$1"): no file matches $pattern" \
				"mend the File: line in linux/series"
			case $dest in
			*/) printf '%s %s%s\n' "$f" "$dest" "${f##*/}" ;;
			*) printf '%s %s\n' "$f" "$dest" ;;
			esac
		done
	done < <(series_header "$1" File)
}

# Lists the kernel files that a patch changes.
patch_targets() { sed -nE 's,^(---|\+\+\+) [ab]/([^[:space:]]+).*,\2,p' "$1" | sort -u; }

# SERIES_FUZZ: lines of context that may differ; only another kernel than the pinned one has any.
SERIES_FUZZ=${SERIES_FUZZ:-0}

# Prints a hash of everything that is installed into the tree, and of the arguments.
series_key()
{
	local e f inputs=()

	for e in $(series_entries); do
		inputs+=("$e")
		while read -r f _; do inputs+=("$f"); done < <(series_files "$e")
		while read -r f; do inputs+=("$TOP/$f"); done < <(series_header "$e" Patch)
	done
	key "$@" "${inputs[@]}"
}

# series_add ENTRY DIR: adds one entry's files and patches to DIR. Files that a patch
# changes are copied from the pristine tree first.
series_add()
{
	local src dest p t

	while read -r src dest; do
		mkdir -p "$2/$(dirname "$dest")"
		cp -- "$src" "$2/$dest"
	done < <(series_files "$1")
	while read -r p; do
		for t in $(patch_targets "$TOP/$p"); do
			if [ ! -e "$2/$t" ] && [ -e "$LINUX_TREE/$t" ]; then
				mkdir -p "$2/$(dirname "$t")"
				cp -- "$LINUX_TREE/$t" "$2/$t"
			fi
		done
		patch -s -f --no-backup-if-mismatch -F "$SERIES_FUZZ" -d "$2" -p1 < "$TOP/$p" || die \
			"$p doesn't apply to ${LINUX_TREE##*/}" \
			"the rejects stand in $2; bring the patch up to this kernel"
	done < <(series_header "$1" Patch)
}

# Makes the final state of the series, only the files that it changes.
series_stage()
{
	local e

	rm -rf "$1"
	mkdir -p "$1"
	for e in $(series_entries); do series_add "$e" "$1"; done
}

# series_install STAGE TREE: copies STAGE's files to TREE. Files of an earlier state of
# the series that STAGE lacks are restored from mainline.
series_install()
{
	local f list=$2/.series-files

	(cd "$1" && find . -type f -printf '/%P\n' | sort) > "$list.new"
	[ ! -f "$list" ] || comm -23 "$list" "$list.new" | while read -r f; do
		if [ -e "$LINUX_TREE/$f" ]; then
			cp -- "$LINUX_TREE/$f" "$2/$f"
		else
			rm -f -- "$2/$f"
		fi
	done
	# Record the files before installing them, so that none is lost on an interrupt.
	sort -u "$list.new" "$list" -o "$list.all" 2>/dev/null || cp "$list.new" "$list.all"
	mv -f "$list.all" "$list"
	while read -r f; do copy_if_changed "$1/$f" "$2/$f"; done < "$list.new"
	mv -f "$list.new" "$list"
}
