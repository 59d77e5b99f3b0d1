// SPDX-License-Identifier: GPL-2.0-only
/* Fault records in words: each kind of SMMU by its own terms. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include <linux/bitfield.h>

#include "driver.h"

#define CONTEXT	FIELD_PREP(PKVM_IOMMU_FAULT_KIND, PKVM_IOMMU_FAULT_KIND_CONTEXT)
#define STREAM	FIELD_PREP(PKVM_IOMMU_FAULT_KIND, PKVM_IOMMU_FAULT_KIND_STREAM)
#define EVENT(nr)	FIELD_PREP(PKVM_IOMMU_FAULT_SMMUV3_EVENT, nr)

static const struct pkvm_smmu mmu500, v3 = { .v3 = true };

static void expect_words(const struct pkvm_smmu *smmu, u64 flags, u64 status, const char *want)
{
	const struct pkvm_smmu_fault fault = {
		.flags = flags, .address = 0x80001000, .status = status,
	};
	char words[PKVM_SMMU_FAULT_WORDS];

	pkvm_smmu_fault_in_words(smmu, &fault, words, sizeof(words));
	assert_string_equal(words, want);
}

static void an_mmu500_names_its_registers(void **state)
{
	u64 source = FIELD_PREP(PKVM_IOMMU_FAULT_MMU500_BANK, 5) |
		     FIELD_PREP(PKVM_IOMMU_FAULT_MMU500_INSTANCE, 1);

	expect_words(&mmu500, CONTEXT | source | PKVM_IOMMU_FAULT_WRITE, 0x1100000402ULL,
		     "write address=0x80001000 fsr=0x402 fsynr=0x11 cb=5 instance=1");
	expect_words(&mmu500, STREAM, 0x80000002,
		     "read address=0x80001000 fsr=0x80000002 fsynr=0x0 cb=0 instance=0");
}

static void an_smmuv3_names_the_event(void **state)
{
	expect_words(&v3, CONTEXT | EVENT(0x10), 0x28800000000ULL,
		     "read address=0x80001000 stage=2 class=IN event=0x10 (F_TRANSLATION) status=0x28800000000");
	expect_words(&v3, CONTEXT | EVENT(0x13) | PKVM_IOMMU_FAULT_WRITE, 0x20000000000ULL,
		     "write address=0x80001000 stage=1 class=IN event=0x13 (F_PERMISSION) status=0x20000000000");
	expect_words(&v3, CONTEXT | EVENT(0xfe), 0,
		     "read address=0x80001000 stage=1 class=CD event=0xfe (unknown) status=0x0");
	expect_words(&v3, CONTEXT | EVENT(0x1f), 0x30000000000ULL,
		     "read address=0x80001000 stage=1 class=? event=0x1f (unknown) status=0x30000000000");
}

/* A walk of the host's tables that ends at EL2's: what the host's address was not. */
static void an_smmuv3_says_which_stage(void **state)
{
	expect_words(&v3, CONTEXT | EVENT(0x10), 0x18800000000ULL,
		     "read address=0x80001000 stage=2 class=TT event=0x10 (F_TRANSLATION) status=0x18800000000");
	expect_words(&v3, CONTEXT | EVENT(0x10), 0x8800000000ULL,
		     "read address=0x80001000 stage=2 class=CD event=0x10 (F_TRANSLATION) status=0x8800000000");
}

static void an_event_without_address_shows_none(void **state)
{
	expect_words(&v3, STREAM | EVENT(0x04), 0, "event=0x4 (C_BAD_STE) status=0x0");
	expect_words(&v3, STREAM | EVENT(0x02), 0, "event=0x2 (C_BAD_STREAMID) status=0x0");
}

/* The SMMU's own errors are no fault of stream 0. */
static void an_error_of_an_smmuv3_has_no_stream(void **state)
{
	struct pkvm_smmu_fault error = { .flags = STREAM }, event = { .flags = STREAM | EVENT(4) };

	expect_words(&v3, STREAM, 0x4, "gerror=0x4");
	assert_false(pkvm_smmu_fault_has_stream(&v3, &error));
	assert_true(pkvm_smmu_fault_has_stream(&v3, &event));
	assert_true(pkvm_smmu_fault_has_stream(&mmu500, &error));
}

static void the_kind_is_named(void **state)
{
	struct pkvm_smmu_fault fault = { .flags = CONTEXT };

	assert_string_equal(pkvm_smmu_fault_kind(&fault), "context");
	fault.flags = STREAM;
	assert_string_equal(pkvm_smmu_fault_kind(&fault), "global");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_mmu500_names_its_registers),
		cmocka_unit_test(an_smmuv3_names_the_event),
		cmocka_unit_test(an_smmuv3_says_which_stage),
		cmocka_unit_test(an_event_without_address_shows_none),
		cmocka_unit_test(an_error_of_an_smmuv3_has_no_stream),
		cmocka_unit_test(the_kind_is_named),
	};

	return cmocka_run_group_tests_name("host_record", tests, NULL, NULL);
}
