# SPDX-License-Identifier: GPL-2.0-only
# Prints how the host's vectors in host.S are filled, in order, as strings; then what the macros
# of the two kinds of vectors at EL2 come to.
/^SYM_CODE_START\(__kvm_hyp_host_vector\)/ { vectors = 1; print "static const char * const vectors[] = {" }
/^SYM_CODE_END\(__kvm_hyp_host_vector\)/ { vectors = 0; print "};" }
vectors && /^\t/ { printf "\"%s%s\",\n", $1, $2 ~ /^\/\// ? "" : " " $2 }

/^\.macro / { macro = $2; argument = $3 }
macro == "host_el2_vect" && $1 == "b" && $2 ~ /^\\/ { target_is_argument = $2 == "\\" argument }
macro == "invalid_host_el2_vect" && $1 == "host_el2_vect" { invalid = $2 }
/^\.endm/ { macro = "" }
END {
	printf "static const bool target_is_argument = %d;\n", target_is_argument
	printf "static const char invalid_target[] = \"%s\";\n", invalid
}
