# SPDX-License-Identifier: GPL-2.0-only
"""The program behind tests/run: finds, builds, runs and reports the tests."""
