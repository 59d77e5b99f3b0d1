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
	@echo '  make run MACHINE=virt the same on a machine of QEMU'"'"'s own, with an SMMUv3; QEMU=<binary>'
	@echo '  make check            unit tests, linters, boots; one summary'
	@echo '  make check-quick      hosted tests by gcc, mutants of what has changed; a minute'
	@echo
	@echo '  make deps             install the Debian packages that are needed'
	@echo '  make fetch            fetch the pinned sources into the cache'
	@echo '  make qemu             QEMU with -M tegra234        -> build/qemu'
	@echo '  make kernel           Linux with the series        -> build/linux'
	@echo '  make kernel-mainline  Linux without it             -> build/mainline'
	@echo '  make shell            boot the machine to a shell on this terminal'
	@echo '  make machine-shell    the same with tools for the machine; PROTECTION=on|off|mainline'
	@echo '  make unit             hosted tests: hyp/ and the machine'"'"'s models, gcc and clang'
	@echo '  make coverage         line and branch coverage of hyp/ by hosted tests'
	@echo '  make lint             shellcheck, checkpatch, layering, lengths'
	@echo '  make machine-check    test the machine: models, fuzzers, all boots with mainline'
	@echo '  make mutants          code broken on purpose: a hosted test must notice'
	@echo '  make boot-mutants     kernels broken on purpose: a boot must notice; long'
	@echo '  make machine-mutants  QEMU broken on purpose: a test must notice; long'
	@echo '  make board-dump       what EL2 would make of a board; FILE=dump.txt, see docs/board-dump.md'
	@echo '  make audit            which devices of a board are contained, from its device tree;'
	@echo '                        FILE=board.dtb, see docs/audit.md  -> build/audit; for a board:'
	@echo '                        CROSS_COMPILE=aarch64-linux-gnu-   -> build/audit-arm64'
	@echo '  make doctor           what is contained on a running system -> build/doctor; see'
	@echo '                        docs/doctor.md; CROSS_COMPILE=aarch64-linux-gnu- for a board'
	@echo '  make install          install pkvm-dma-audit, pkvm-dma-doctor; DESTDIR=, PREFIX=/usr/local'
	@echo '  make report           the latest results as a page  -> build/results/index.html'
	@echo '  make bench            measure the cost of protection, in instructions'
	@echo '  make series           patches for git am           -> build/series'
	@echo '  make series-check     what the series must be before it is sent: builds of defconfig,'
	@echo '                        hours; STEPS=quick builds nothing; see tools/series-check'
	@echo '  make deb              Debian packages of defconfig with the series -> build/deb; an hour'
	@echo '  make clean            remove build/ (the cache stays)'
	@echo '  make clean-cache      remove the cache (all clones lose it)'
	@echo
	@echo 'tests/run runs any test alone, and builds what it needs:'
	@echo '  tests/run unit core_map          a hosted program'
	@echo '  tests/run boot display-on        a boot; its console is in build/logs'
	@echo '  tests/run row read-identity      a row of make run, off and on'
	@echo '  tests/run mutant core/pin-half   a patch that a test must notice'
	@echo '  tests/run --list                 the names of all tests'
	@echo
	@echo 'LINUX_SRC=<tree>, QEMU_SRC=<tree>   use trees of your own'
	@echo 'PKVM_IOMMU_CACHE=<folder>           where sources and built mainline kernels are kept'
	@echo 'KCONFIG_EXTRA=<fragment>...         additional options for the kernel with the series'
	@echo 'JOBS=<n>                            jobs of a build (default: all CPUs)'

export LINUX_SRC QEMU_SRC PKVM_IOMMU_CACHE KCONFIG_EXTRA JOBS DEBIAN_MIRROR

.PHONY: run deps fetch qemu kernel kernel-mainline
run:
	@tools/$@

deps fetch qemu kernel kernel-mainline:
	@tools/prepare $@

.PHONY: shell
shell:
	@tools/prepare linux
	@tools/boot - linux -t 0 rdinit=/bin/sh $(APPEND)

.PHONY: machine-shell
PROTECTION ?= on
machine-shell:
	@tools/$@ $(PROTECTION) $(APPEND)

# Fewer rounds of the fuzzers than `make machine-check`, and the shortest boots that each
# test something different.
.PHONY: check check-quick unit coverage mutants boot-mutants machine-mutants machine-check
check check-quick unit coverage mutants boot-mutants machine-mutants machine-check:
	@tools/prepare deps
	@tests/run $(TESTS_$@)
TESTS_check := check
TESTS_check-quick := --quick
TESTS_unit := hosted
TESTS_coverage := test coverage
TESTS_mutants := mutant
TESTS_boot-mutants := mutant 'boots/*'
TESTS_machine-mutants := mutant 'qemu/*'
TESTS_machine-check := --rounds 1000000 --seed 0 machine-check

# One page of the latest results.
.PHONY: report
report:
	@tests/run --report

# The program that takes a dump, and what EL2 would make of one.
.PHONY: board-dump
board-dump:
	@tools/$@ $${FILE:+"$$FILE"}

# The program that says what would be contained, and what it says of one device tree.
.PHONY: audit install
audit:
	@tools/$@ $${FILE:+"$$FILE"}

# Static: it is copied to boards.
.PHONY: doctor
doctor: build/doctor/pkvm-dma-doctor
DOCTOR_SRCS := $(wildcard doctor/*.c) audit/names.c audit/quote.c
build/doctor/pkvm-dma-doctor: $(DOCTOR_SRCS) $(wildcard doctor/*.h) audit/names.h audit/quote.h FORCE
	@mkdir -p $(@D)
	@$(CROSS_COMPILE)gcc -O2 -std=gnu11 -Wall -Wextra -static $(DOCTOR_SRCS) -o $@
.PHONY: FORCE
FORCE:

PREFIX ?= /usr/local
AUDIT := build/audit$(if $(CROSS_COMPILE),-arm64)/pkvm-dma-audit
install: audit doctor
	install -D -m 755 build/doctor/pkvm-dma-doctor '$(DESTDIR)$(PREFIX)/sbin/pkvm-dma-doctor'
	install -D -m 644 doctor/pkvm-dma-doctor.8 '$(DESTDIR)$(PREFIX)/share/man/man8/pkvm-dma-doctor.8'
	install -D -m 755 $(AUDIT) '$(DESTDIR)$(PREFIX)/bin/pkvm-dma-audit'
	install -D -m 644 audit/pkvm-dma-audit.1 '$(DESTDIR)$(PREFIX)/share/man/man1/pkvm-dma-audit.1'
	install -D -m 644 audit/completion.bash \
		'$(DESTDIR)$(PREFIX)/share/bash-completion/completions/pkvm-dma-audit'

.PHONY: lint series deb series-check
lint:
	@tools/$@

series deb series-check: fetch
	@tools/$@ $(STEPS)

.PHONY: clean clean-cache
clean:
	rm -rf build

clean-cache:
	@. tools/lib.sh && rm -rf "$$CACHE" && echo "removed $$CACHE"

# Targets of the tests (unit, coverage, ...), and bench.
-include bench/Makefile
