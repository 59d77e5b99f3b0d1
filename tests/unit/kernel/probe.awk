# SPDX-License-Identifier: GPL-2.0-only
# Prints a driver's probe as far as its first allocation, which comes before any access.
/^static int arm_smmu_device_probe\(/ { printing = 1 }
printing && /devm_kzalloc\(/ {
	print "\treturn PROBE_GOES_ON;\n}"
	printing = 0
	found = 1
}
printing { print }
END { exit !found }
