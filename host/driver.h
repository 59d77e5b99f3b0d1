/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations that the files of this driver share.
 *
 * Locks: smmu->lock protects the streams of one SMMU, their attachments, their
 * devices, its list of nested domains, and the ring of faults. It nests inside the IOMMU
 * core's group->mutex. Paging domains need no lock: EL2 locks them. A nested domain's
 * tables need none, as io-pgtable's; bank->sync_lock and the lock of the list of started
 * banks are innermost.
 */
#ifndef __PKVM_SMMU_DRIVER_H
#define __PKVM_SMMU_DRIVER_H

#include <linux/iommu.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/pkvm_iommu.h>
#include <linux/ratelimit.h>
#include <linux/types.h>
#include <linux/xarray.h>

struct dentry;
struct device;
struct device_node;
struct pkvm_topology;
struct pkvm_topology_row;

/* Number of faults that debugfs shows. */
#define PKVM_SMMU_KEPT_FAULTS	32

/* Values of stream->handle that are not a domain's handle. */
#define PKVM_SMMU_BLOCKED	-1	/* all transactions fault */
#define PKVM_SMMU_UNKNOWN	-2	/* not attached since the takeover */
#define PKVM_SMMU_LOST		-3	/* a change was not confirmed by the SMMU */

/**
 * struct pkvm_smmu_fault - one fault, as EL2 reported it
 * @flags: PKVM_IOMMU_FAULT_*
 * @address: the faulting IOVA
 * @status: FSR in [31:0], FSYNR0 in [63:32], or their global counterparts; of an SMMUv3 the
 *	second 64 bits of the event, or SMMU_GERROR's active bits
 */
struct pkvm_smmu_fault {
	u64 flags;
	u64 address;
	u64 status;
};

/**
 * struct pkvm_smmu - one SMMU node, as the host sees it
 * @iommu: the IOMMU core's handle
 * @dev: the platform device
 * @index: the SMMU's number at EL2
 * @match_mask: stream ID bits that the SMMU ignores
 * @v3: an SMMUv3. Its fault records are events; its interrupt says that there is a first
 *	event, not that there are more
 * @coherent: table walks snoop the CPUs' caches
 * @nested: domains are nested
 * @lock: see above
 * @streams: struct pkvm_smmu_stream by stream ID
 * @nested_domains: struct pkvm_smmu_nested
 * @storm: rate limit of the fault handler, above which it sleeps
 * @log: rate limit of logged faults
 * @faults: ring of the latest faults
 * @nr_faults: faults fetched since the probe
 * @nr_irqs: number of requested interrupt lines
 */
struct pkvm_smmu {
	struct iommu_device iommu;
	struct device *dev;
	unsigned int index;
	u32 match_mask;
	bool v3;
	bool coherent;
	bool nested;
	struct mutex lock;	/* streams, their attachments, nested domains, faults */
	struct xarray streams;
	struct list_head nested_domains;
	struct ratelimit_state storm;
	struct ratelimit_state log;
	struct pkvm_smmu_fault faults[PKVM_SMMU_KEPT_FAULTS];
	u64 nr_faults;
	unsigned int nr_irqs;
};

/**
 * struct pkvm_smmu_stream - one stream, which several devices may present
 * @smmu: the SMMU
 * @sid: the stream ID
 * @handle: handle of the domain it is attached to, or PKVM_SMMU_BLOCKED etc.
 * @domain: the same domain as the IOMMU core's structure
 * @group: the group of all its devices; holds a reference
 * @links: struct pkvm_smmu_link of each device
 */
struct pkvm_smmu_stream {
	struct pkvm_smmu *smmu;
	u32 sid;
	s64 handle;
	struct iommu_domain *domain;
	struct iommu_group *group;
	struct list_head links;
};

/**
 * struct pkvm_smmu_link - a pair of a device and a stream
 * @stream: the stream
 * @dev: the device
 * @node: in @stream's list
 * @old_handle: during an attach: the stream's previous handle
 * @old_domain: during an attach: the stream's previous domain
 */
struct pkvm_smmu_link {
	struct pkvm_smmu_stream *stream;
	struct device *dev;
	struct list_head node;
	s64 old_handle;
	struct iommu_domain *old_domain;
};

/**
 * struct pkvm_smmu_master - a device and its streams
 * @smmu: the SMMU of all its streams
 * @nr: number of streams
 * @links: one link for each stream
 */
struct pkvm_smmu_master {
	struct pkvm_smmu *smmu;
	unsigned int nr;
	struct pkvm_smmu_link links[] __counted_by(nr);
};

/* setup.c */
int pkvm_smmu_index(struct device_node *np);
const struct pkvm_topology *pkvm_smmu_topology(void);
bool pkvm_smmu_has_stream(unsigned int index, u32 sid);
void pkvm_smmu_row_in_words(const struct pkvm_topology_row *row, char *words, size_t size);

/* attach.c */
int pkvm_smmu_set_stream(struct pkvm_smmu_stream *stream, s64 handle,
			 struct iommu_domain *domain);
int pkvm_smmu_attach(struct device *dev, struct iommu_domain *domain, s64 handle);

/* domain.c */
extern const struct iommu_domain_ops pkvm_smmu_paging_ops;
struct iommu_domain *pkvm_smmu_domain_alloc(struct device *dev);

/* nested.c */
int pkvm_smmu_can_nest(struct pkvm_smmu *smmu);
struct iommu_domain *pkvm_smmu_nested_alloc(struct pkvm_smmu *smmu);
unsigned int pkvm_smmu_nested_faults(struct pkvm_smmu *smmu);
void pkvm_smmu_nested_resume(struct pkvm_smmu *smmu);

/* bank.c */
int pkvm_smmu_banks_restored(void);

/* device.c */
extern const struct iommu_ops pkvm_smmu_ops;

/* record.c */
#define PKVM_SMMU_FAULT_WORDS	128
const char *pkvm_smmu_fault_kind(const struct pkvm_smmu_fault *fault);
bool pkvm_smmu_fault_has_stream(const struct pkvm_smmu *smmu,
				const struct pkvm_smmu_fault *fault);
void pkvm_smmu_fault_in_words(const struct pkvm_smmu *smmu, const struct pkvm_smmu_fault *fault,
			      char *words, size_t size);

/* report.c */
void pkvm_smmu_record_fault(struct pkvm_smmu *smmu, const struct pkvm_smmu_fault *fault);

/* fault.c */
int pkvm_smmu_request_irqs(struct pkvm_smmu *smmu);

/* debugfs.c */
#ifdef CONFIG_DEBUG_FS
void pkvm_smmu_debugfs_add(struct pkvm_smmu *smmu);
#else
static inline void pkvm_smmu_debugfs_add(struct pkvm_smmu *smmu) { }
#endif

/* crash.c */
#ifdef CONFIG_PROC_VMCORE
bool pkvm_smmu_crash_kept(struct device *dev);
#else
static inline bool pkvm_smmu_crash_kept(struct device *dev) { return false; }
#endif

/* selftest.c */
#ifdef CONFIG_PKVM_SMMU_SELFTEST
extern unsigned int pkvm_smmu_early_refused, pkvm_smmu_early_accepted;
void pkvm_smmu_test_early_calls(const char *when);
#else
static inline void pkvm_smmu_test_early_calls(const char *when) { }
#endif

#endif /* __PKVM_SMMU_DRIVER_H */
