/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Measured hypercalls, trapped register accesses, and maps by the DMA API.
 */
#ifndef BENCH_CALLS_H
#define BENCH_CALLS_H

struct seq_file;

void bench_null_calls(struct seq_file *s);
void bench_runtime_calls(struct seq_file *s);
void bench_registers(struct seq_file *s);
int bench_maps(struct seq_file *s);

#endif /* BENCH_CALLS_H */
