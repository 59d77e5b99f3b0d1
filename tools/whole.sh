# SPDX-License-Identifier: GPL-2.0-only
# The whole kernel with the series: arm64's defconfig and linux/config/defconfig.config.
# Sourced after lib.sh and series.sh.
# shellcheck shell=bash

CROSS=aarch64-linux-gnu-
WHOLE=$BUILD/whole/source

# The sources, all of them, with the series installed. Builds have folders of their own.
whole_source()
{
	need_space "$BUILD" 3000 "a copy of the kernel's sources"
	if [ ! -d "$WHOLE" ]; then
		note "copying $LINUX_TREE"
		mkdir -p "$WHOLE.tmp"
		rsync -a --exclude /.git "$LINUX_TREE/" "$WHOLE.tmp/"
		mv -T "$WHOLE.tmp" "$WHOLE"
	fi
	series_stage "$BUILD/whole/stage"
	series_install "$BUILD/whole/stage" "$WHOLE"
}

# whole_make COMPILER DIR ARGUMENT...
whole_make()
{
	(
		unset MAKEFLAGS MAKELEVEL MFLAGS KBUILD_OUTPUT O M
		nice make -C "$WHOLE" O="$2" ARCH=arm64 CROSS_COMPILE="$CROSS" \
			CC="ccache $1" -j "$JOBS" "${@:3}"
	)
}

# whole_config COMPILER DIR [FRAGMENT...]: defconfig with our options, which all must survive.
whole_config()
{
	local cc=$1 dir=$2 line
	shift 2

	mkdir -p "$dir"
	whole_make "$cc" "$dir" -s defconfig
	cat "$TOP/linux/config/defconfig.config" "$@" > "$dir/.fragment"
	"$WHOLE/scripts/kconfig/merge_config.sh" -m -Q -O "$dir" "$dir/.config" "$dir/.fragment" \
		> "$dir/.merged"
	whole_make "$cc" "$dir" -s olddefconfig
	while read -r line; do
		grep -qxF -- "$line" "$dir/.config" || die "Kconfig dropped $line" \
			"mend linux/config/defconfig.config"
	done < <(grep '^CONFIG_' "$dir/.fragment")
}

# whole_compiler gcc|clang: CLANG= names another than the latest; Debian 12's own is too old.
whole_compiler()
{
	local clang=${CLANG:-}

	if [ "$1" = gcc ]; then
		printf '%sgcc' "$CROSS"
		return
	fi
	[ -n "$clang" ] || clang=$(compgen -c clang- | grep -xE 'clang-[0-9]+' | sort -V | tail -n 1)
	[ "$("${clang:-clang}" -dumpversion | cut -d . -f 1)" -ge 17 ] || die \
		"the kernel takes clang from 17 on" "apt-get install clang-19, or CLANG=<compiler>"
	printf '%s' "${clang:-clang}"
}
