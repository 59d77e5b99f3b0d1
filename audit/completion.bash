# SPDX-License-Identifier: GPL-2.0-only
# Completion of pkvm-dma-audit's arguments, for bash.
# shellcheck shell=bash

_pkvm_dma_audit()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local options='--json --dot --log --explain --dump --help'

	COMPREPLY=()
	case $prev in
	--explain) return ;;
	--dump) compopt -o default; return ;;
	esac
	case $cur in
	# Only readline's own completion expands variables in quotes.
	*\$*) compopt -o default ;;
	-) COMPREPLY=(-) ;&
	-*) mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$options" -- "$cur") ;;
	*) mapfile -t COMPREPLY < <(compgen -d -- "$cur"; compgen -f -X '!*.dtb' -- "$cur"
		compgen -W /sys/firmware/fdt -- "$cur") ;;
	esac
}
complete -o filenames -F _pkvm_dma_audit pkvm-dma-audit
