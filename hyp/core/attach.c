// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which domain translates each stream.
 *
 * attach_lock serialises all changes. When hardware does not confirm a change, the
 * stream is blocked. A stream whose block is not confirmed either is stuck: it keeps both
 * domains that it may still use, and a detach is all that is allowed.
 */
#include <nvhe/mem_protect.h>

#include "domain.h"

/*
 * Switch a stream to context @ctx of domain @handle. On an error it is blocked. If the
 * hardware has not confirmed even that, the stream is stuck: it may still use the old
 * context or the new one.
 */
static int set_stream(struct hyp_smmu *smmu, int stream, int ctx, int handle)
{
	struct smmu_stream *s = &smmu->streams[stream];
	int ret, stuck = 0;

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	hyp_spin_lock(&smmu->lock);
	ret = smmu->ops->stream_set(smmu, stream, ctx);
	if (ret)
		stuck = smmu->ops->stream_set(smmu, stream, SMMU_CTX_BLOCKED);
	if (stuck && s->domain != STREAM_STUCK) {
		s->held[0] = s->domain;
		s->held[1] = handle;
	}
	s->domain = stuck ? STREAM_STUCK : ret ? STREAM_BLOCKED : handle;
	hyp_spin_unlock(&smmu->lock);
	return ret ? -EREMOTEIO : 0;
}

/* A stream has left the domain of @handle, if that is a paging domain. */
static void leave_domain(struct hyp_smmu *smmu, int handle)
{
	struct domain *domain;

	if (handle < PKVM_IOMMU_DOMAIN_FIRST || handle >= PKVM_IOMMU_MAX_DOMAINS)
		return;
	/* Exists: a domain with a stream attached cannot be freed. */
	domain = pkvm_iommu_get_domain(handle);
	pkvm_iommu_put_ctx(smmu, domain);
	pkvm_iommu_put_domain(handle);
}

/*
 * The stream leaves its old domain, and on an error the new one, too. While it is stuck
 * it leaves neither.
 */
static int move_stream(struct hyp_smmu *smmu, int stream, int ctx, int handle)
{
	const struct smmu_stream *s = &smmu->streams[stream];
	int old[2] = { s->domain, STREAM_BLOCKED }, ret;

	if (s->domain == STREAM_STUCK) {
		old[0] = s->held[0];
		old[1] = s->held[1];
	}
	ret = set_stream(smmu, stream, ctx, handle);
	if (s->domain == STREAM_STUCK)
		return ret;
	leave_domain(smmu, old[0]);
	leave_domain(smmu, old[1]);
	if (ret)
		leave_domain(smmu, handle);
	return ret;
}

static int attach_domain(struct hyp_smmu *smmu, int stream, u64 handle)
{
	struct domain *domain = pkvm_iommu_get_domain(handle);
	int ctx, ret;

	if (!domain)
		return -ENOENT;
	ctx = pkvm_iommu_get_ctx(smmu, domain);
	ret = ctx < 0 ? ctx : move_stream(smmu, stream, ctx, handle);
	pkvm_iommu_put_domain(handle);
	return ret;
}

static int attach_nested(struct hyp_smmu *smmu, int stream, u64 handle)
{
	int ctx = pkvm_iommu_nested_ctx(smmu, handle);

	return ctx < 0 ? ctx : move_stream(smmu, stream, ctx, handle);
}

/* Past the last handle; a stream's fields hold any below. */
#define HANDLE_END	PKVM_IOMMU_DOMAIN_NESTED(PKVM_IOMMU_MAX_SMMUS, 0)

static int attach_stream(struct hyp_smmu *smmu, int stream, u64 handle)
{
	BUILD_BUG_ON((typeof(smmu->streams->domain))HANDLE_END != HANDLE_END);
	BUILD_BUG_ON((typeof(smmu->streams->held[0]))HANDLE_END != HANDLE_END);

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	if (handle >= HANDLE_END)
		return -ENOENT;
	if (smmu->streams[stream].domain == (int)handle)
		return 0;
	if (smmu->streams[stream].domain == STREAM_STUCK)
		return -EBUSY;
	if (handle == PKVM_IOMMU_DOMAIN_IDENTITY)
		return move_stream(smmu, stream, SMMU_CTX_IDENTITY, handle);
	if (handle >= PKVM_IOMMU_MAX_DOMAINS)
		return attach_nested(smmu, stream, handle);
	return attach_domain(smmu, stream, handle);
}

static int detach_stream(struct hyp_smmu *smmu, int stream)
{
	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	if (smmu->streams[stream].domain == STREAM_BLOCKED)
		return 0;
	return move_stream(smmu, stream, SMMU_CTX_BLOCKED, STREAM_BLOCKED);
}

/* Look up a stream that the host names in the sealed topology. */
static int find_stream(int gate, u64 nr, u64 sid, struct hyp_smmu **smmu)
{
	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	if (gate)
		return gate;
	*smmu = pkvm_iommu_smmu(nr);
	return *smmu ? pkvm_iommu_find_stream(*smmu, sid) : -ENODEV;
}

int __pkvm_iommu_attach(u64 nr, u64 sid, u64 handle)
{
	struct hyp_smmu *smmu;
	int ret;

	hyp_spin_lock(&pkvm_iommu_attach_lock);
	ret = find_stream(pkvm_iommu_runtime_gate(), nr, sid, &smmu);
	if (ret >= 0)
		ret = attach_stream(smmu, ret, handle);
	hyp_spin_unlock(&pkvm_iommu_attach_lock);
	return ret;
}

int __pkvm_iommu_detach(u64 nr, u64 sid)
{
	struct hyp_smmu *smmu;
	int ret;

	hyp_spin_lock(&pkvm_iommu_attach_lock);
	ret = find_stream(pkvm_iommu_release_gate(), nr, sid, &smmu);
	if (ret >= 0)
		ret = detach_stream(smmu, ret);
	hyp_spin_unlock(&pkvm_iommu_attach_lock);
	return ret;
}
