/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What EL2 code expects of the kernel's headers, for hosted tests. Every
 * linux/ and asm/ header of this folder is this one under another name.
 */
#ifndef SHIM_BASE_H
#define SHIM_BASE_H

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef long long s64;
typedef u8 __u8;
typedef u16 __u16;
typedef u32 __u32;
typedef u64 __u64;
typedef s8 __s8;
typedef s16 __s16;
typedef s32 __s32;
typedef s64 __s64;
typedef u64 phys_addr_t;
typedef u64 dma_addr_t;
typedef unsigned int gfp_t;

/* EL2 has no errno of its own beyond the kernel's; these glibc lacks. */
#ifndef ENOTSUPP
#define ENOTSUPP 524
#endif

#define __iomem
#define __force
#define __init
#define __always_unused	__attribute__((unused))
#define __maybe_unused	__attribute__((unused))
#define __packed	__attribute__((packed))
#define __aligned(x)	__attribute__((aligned(x)))
#define __ro_after_init
#define noinline	__attribute__((noinline))
#undef __always_inline
#define __always_inline	inline __attribute__((always_inline))
#define fallthrough	__attribute__((fallthrough))
#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)

#define BIT(n)			(1UL << (n))
#define BIT_ULL(n)		(1ULL << (n))
#define GENMASK(h, l)		((~0UL << (l)) & (~0UL >> (63 - (h))))
#define GENMASK_ULL(h, l)	((~0ULL << (l)) & (~0ULL >> (63 - (h))))
#define FIELD_GET(mask, v)	((typeof(mask))(((v) & (mask)) >> __builtin_ctzll(mask)))
#define FIELD_PREP(mask, v)	(((typeof(mask))(v) << __builtin_ctzll(mask)) & (mask))
#define FIELD_FIT(mask, v)	(!((((typeof(mask))(v)) << __builtin_ctzll(mask)) & ~(mask)))
#define FIELD_MAX(mask)		((typeof(mask))((mask) >> __builtin_ctzll(mask)))

#define SZ_4K	0x1000UL
#define SZ_16K	0x4000UL
#define SZ_64K	0x10000UL
#define SZ_2M	0x200000UL
#define SZ_32M	0x2000000UL
#define SZ_512M	0x20000000UL
#define SZ_1M	0x100000
#define SZ_1G	0x40000000UL

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1UL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define PMD_SIZE	SZ_2M
#define PUD_SIZE	SZ_1G

#define ALIGN_DOWN(x, a)	((x) & ~((typeof(x))(a) - 1))
#define ALIGN(x, a)		ALIGN_DOWN((x) + (a) - 1, a)
#define IS_ALIGNED(x, a)	(!((x) & ((typeof(x))(a) - 1)))
#define PAGE_ALIGN(x)		ALIGN(x, PAGE_SIZE)
#define PAGE_ALIGNED(x)		IS_ALIGNED((unsigned long)(x), PAGE_SIZE)
#define offset_in_page(x)	((unsigned long)(x) & ~PAGE_MASK)
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define BUILD_BUG_ON(c)		_Static_assert(!(c), #c)
#define static_assert		_Static_assert
#define container_of_const(ptr, type, member)				\
	_Generic(ptr,							\
		 const typeof(*(ptr)) *: ((const type *)container_of(ptr, type, member)), \
		 default: ((type *)container_of(ptr, type, member)))
#define container_of(p, t, m)	((t *)((char *)(p) - offsetof(t, m)))
#define min(a, b)		({ typeof(a) _a = (a); typeof(b) _b = (b);	\
				   _a < _b ? _a : (typeof(_a))_b; })
#define max(a, b)		({ typeof(a) _a = (a); typeof(b) _b = (b);	\
				   _a > _b ? _a : (typeof(_a))_b; })
#define min3(a, b, c)		min(min(a, b), c)
#define max3(a, b, c)		max(max(a, b), c)
#define min_t(t, a, b)		min((t)(a), (t)(b))
#define max_t(t, a, b)		max((t)(a), (t)(b))
#define ilog2(x)		(63 - __builtin_clzll(x))
#define __ffs(x)		((unsigned long)__builtin_ctzl(x))
#define __fls(x)		((unsigned long)(63 - __builtin_clzl(x)))
#define lower_32_bits(x)	((u32)(x))
#define upper_32_bits(x)	((u32)((u64)(x) >> 32))
#define IS_ENABLED(x)		0
#define U16_MAX			((u16)~0U)
#define U32_MAX			((u32)~0U)

typedef struct {
	s64 counter;
} atomic64_t;

#define ATOMIC64_INIT(v)		{ (v) }
#define atomic64_read(a)		__atomic_load_n(&(a)->counter, __ATOMIC_RELAXED)
#define atomic64_set(a, v)		__atomic_store_n(&(a)->counter, v, __ATOMIC_RELAXED)
#define atomic64_inc(a)			((void)__atomic_add_fetch(&(a)->counter, 1, __ATOMIC_RELAXED))
#define atomic64_dec(a)			((void)__atomic_sub_fetch(&(a)->counter, 1, __ATOMIC_RELAXED))
#define READ_ONCE(x)			__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, v)	\
	(shim_note_store(&(x)), __atomic_store_n(&(x), v, __ATOMIC_RELAXED))
#define smp_load_acquire(p)		__atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, v)		__atomic_store_n(p, v, __ATOMIC_RELEASE)

/* Accesses that no barrier has ordered yet: see shim.h. */
extern _Thread_local bool shim_stores_pending, shim_loads_pending;
extern _Thread_local unsigned int shim_store_barriers;

/* Called before each WRITE_ONCE(), also with whether one before it is pending. */
extern _Thread_local void (*shim_on_store)(const volatile void *at, bool pending);

static inline void shim_note_store(const volatile void *at)
{
	if (shim_on_store)
		shim_on_store(at, shim_stores_pending);
	shim_stores_pending = true;
}

static inline void shim_barrier(bool stores, bool loads)
{
	__asm__ volatile("" ::: "memory");
	if (stores) {
		shim_stores_pending = false;
		shim_store_barriers++;
	}
	if (loads)
		shim_loads_pending = false;
}

/* The last array index that was bounded for speculation too, and its bound. */
extern _Thread_local struct shim_bounded {
	u64 index, size;
} shim_bounded;

static inline u64 array_index_nospec(u64 index, u64 size)
{
	shim_bounded = (struct shim_bounded) { index, size };
	return index < size ? index : 0;
}

#define dsb(x)				shim_barrier(true, true)
#define dmb(x)				shim_barrier(true, true)
#define isb()				__asm__ volatile("" ::: "memory")
#define wmb()				shim_barrier(true, false)
#define rmb()				shim_barrier(false, true)
#define mb()				shim_barrier(true, true)
#define dma_wmb()			wmb()
#define dma_rmb()			rmb()
#define cpu_relax()			do { } while (0)
#define cmpxchg64_relaxed(p, o, n)	__sync_val_compare_and_swap(p, o, n)

/* Bitmaps, as far as EL2 uses them. */
#define BITS_PER_LONG		64
#define BITS_TO_LONGS(n)	DIV_ROUND_UP(n, BITS_PER_LONG)
#define DECLARE_BITMAP(name, n)	unsigned long name[BITS_TO_LONGS(n)]

static inline void __set_bit(unsigned long n, volatile unsigned long *map)
{
	map[n / BITS_PER_LONG] |= 1UL << (n % BITS_PER_LONG);
}

static inline void __clear_bit(unsigned long n, volatile unsigned long *map)
{
	map[n / BITS_PER_LONG] &= ~(1UL << (n % BITS_PER_LONG));
}

#define set_bit		__set_bit
#define clear_bit	__clear_bit

static inline bool test_bit(unsigned long n, const volatile unsigned long *map)
{
	return map[n / BITS_PER_LONG] >> (n % BITS_PER_LONG) & 1;
}

static inline unsigned long find_first_zero_bit(const unsigned long *map, unsigned long size)
{
	unsigned long n = 0;

	while (n < size && test_bit(n, map))
		n++;
	return n;
}

static inline unsigned long find_next_bit(const unsigned long *map, unsigned long size,
					  unsigned long n)
{
	while (n < size && !test_bit(n, map))
		n++;
	return n;
}

#define find_first_bit(map, size)	find_next_bit(map, size, 0)
#define for_each_set_bit(n, map, size)	\
	for ((n) = find_first_bit(map, size); (n) < (size); (n) = find_next_bit(map, size, (n) + 1))

static inline void bitmap_zero(unsigned long *map, unsigned int n)
{
	memset(map, 0, BITS_TO_LONGS(n) * sizeof(long));
}

static inline unsigned int bitmap_weight(const unsigned long *map, unsigned int n)
{
	unsigned int i, w = 0;

	for (i = 0; i < n; i++)
		w += test_bit(i, map);
	return w;
}

/* A WARN at EL2 is a panic: both end the test that did not expect it. */
void shim_panic(const char *what, const char *file, int line) __attribute__((noreturn));
#define BUG()		shim_panic("BUG", __FILE__, __LINE__)
#define BUG_ON(c)	do { if (unlikely(c)) shim_panic(#c, __FILE__, __LINE__); } while (0)
#define WARN_ON(c)							\
	({								\
		bool _c = !!(c);					\
		if (unlikely(_c))					\
			shim_panic(#c, __FILE__, __LINE__);		\
		_c;							\
	})
#define WARN_ON_ONCE(c)		WARN_ON(c)
#define WARN_ONCE(c, ...)	WARN_ON(c)

/* MMIO goes to whatever the test put behind the address; see shim.h. */
u64 shim_mmio_read(const volatile void *va, unsigned int size);
void shim_mmio_write(volatile void *va, unsigned int size, u64 val);
#define readb_relaxed(a)	((u8)shim_mmio_read(a, 1))
#define readw_relaxed(a)	((u16)shim_mmio_read(a, 2))
#define readl_relaxed(a)	((u32)shim_mmio_read(a, 4))
#define readq_relaxed(a)	shim_mmio_read(a, 8)
#define writeb_relaxed(v, a)	shim_mmio_write(a, 1, (u8)(v))
#define writew_relaxed(v, a)	shim_mmio_write(a, 2, (u16)(v))
#define writel_relaxed(v, a)	shim_mmio_write(a, 4, v)
#define writeq_relaxed(v, a)	shim_mmio_write(a, 8, v)
#define readl(a)		readl_relaxed(a)
#define readq(a)		readq_relaxed(a)
#define writel(v, a)		writel_relaxed(v, a)
#define writeq(v, a)		writeq_relaxed(v, a)

#endif
