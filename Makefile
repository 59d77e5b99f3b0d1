# SPDX-License-Identifier: GPL-2.0-only
# The targets of this project; the scripts in tools/ do the work.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash

.PHONY: help
help:
	@echo 'DMA isolation for protected KVM, on a Jetson AGX Orin in QEMU'
	@echo
	@echo '  make run              build what is missing, boot with protection off and on, compare'
	@echo '  make check            unit tests, linters, boots; one summary'
	@echo
	@echo '  make deps             install the Debian packages that are needed'
	@echo '  make fetch            fetch the pinned sources into the cache'
	@echo '  make qemu             QEMU with -M tegra234        -> build/qemu'
	@echo '  make kernel           Linux with the series        -> build/linux'
	@echo '  make kernel-mainline  Linux without it             -> build/mainline'
	@echo '  make machine-check    test the machine: models, fuzzers, seeded faults, mainline boots'
	@echo '  make machine-shell    a shell on the machine, with tools; PROTECTION=on|off|mainline'
	@echo '  make shell            boot the machine to a shell on this terminal'
	@echo '  make unit             hosted tests'
	@echo '  make coverage         hosted tests, with line and branch coverage of hyp/'
	@echo '  make lint             shellcheck, checkpatch, lengths, words'
	@echo '  make boot-mutants     boot kernels with EL2 or driver broken on purpose; PATCHES=, long'
	@echo '  make machine-mutants  test QEMU builds broken on purpose; PATCHES=, long'
	@echo '  make board-dump       what EL2 would make of a board; FILE=dump.txt, see docs/board-dump.md'
	@echo '  make bench            measure the cost of protection, in instructions'
	@echo '  make series           patches for git am           -> build/series'
	@echo '  make clean            remove build/ (the cache stays)'
	@echo '  make clean-cache      remove the cache (all clones lose it)'
	@echo
	@echo 'LINUX_SRC=<tree>, QEMU_SRC=<tree>   use trees of your own'
	@echo 'PKVM_IOMMU_CACHE=<folder>           where sources and built mainline kernels are kept'
	@echo 'KCONFIG_EXTRA=<fragment>...         additional options for the kernel with the series'
	@echo 'LONG=1                              make machine-check adds a boot under KASAN and lockdep'
	@echo 'JOBS=<n>                            jobs of a build (default: all CPUs)'

export LINUX_SRC QEMU_SRC PKVM_IOMMU_CACHE KCONFIG_EXTRA JOBS DEBIAN_MIRROR

.PHONY: run check deps fetch qemu kernel kernel-mainline
run check:
	@tools/$@

deps fetch qemu kernel kernel-mainline:
	@tools/prepare $@

.PHONY: shell
shell:
	@tools/prepare linux
	@tools/boot - linux -t 0 rdinit=/bin/sh $(APPEND)

.PHONY: machine-check machine-shell
PROTECTION ?= on
machine-check:
	@tools/$@ $(if $(LONG),long)

machine-shell:
	@tools/$@ $(PROTECTION) $(APPEND)

# The program that takes a dump, and what EL2 would make of one.
.PHONY: board-dump
board-dump:
	@tools/$@ $(FILE)

.PHONY: series lint
series lint:
	@tools/$@

# Each mutant needs its own build, so no other target runs these.
.PHONY: boot-mutants machine-mutants
boot-mutants machine-mutants:
	@tools/prepare linux mainline
	@tests/$(@:-mutants=)/mutants.sh $(PATCHES)

.PHONY: clean clean-cache
clean:
	rm -rf build

clean-cache:
	@. tools/lib.sh && rm -rf "$$CACHE" && echo "removed $$CACHE"

# Targets of the tests (unit, coverage, ...), and bench.
-include tests/Makefile
-include bench/Makefile
