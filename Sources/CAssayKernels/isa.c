// Which instruction sets this processor has, and their kernels.
#include "internal.h"

#if defined(__x86_64__)
#include <cpuid.h>

/// The state that the operating system saves: bits 1 and 2 for AVX, also 5, 6 and 7 for AVX-512.
static uint64_t saved_state(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

static assay_isa widest(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return ASSAY_ISA_PORTABLE;
  bool has_fma = c >> 12 & 1, has_xsave = c >> 27 & 1;
  if (!has_fma || !has_xsave || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return ASSAY_ISA_PORTABLE;
  uint64_t state = saved_state();
  bool has_avx2 = b >> 5 & 1, has_avx512f = b >> 16 & 1;
  if (has_avx512f && has_avx2 && (state & 0xE6) == 0xE6) return ASSAY_ISA_AVX512;
  return has_avx2 && (state & 0x6) == 0x6 ? ASSAY_ISA_AVX2 : ASSAY_ISA_PORTABLE;
}

bool assay_isa_is_supported(assay_isa isa) {
  return isa == ASSAY_ISA_PORTABLE || (isa <= ASSAY_ISA_AVX512 && isa <= widest());
}

assay_isa assay_isa_best(void) { return widest(); }

#elif defined(__aarch64__)

bool assay_isa_is_supported(assay_isa isa) { return isa == ASSAY_ISA_PORTABLE || isa == ASSAY_ISA_NEON; }

assay_isa assay_isa_best(void) { return ASSAY_ISA_NEON; }

#else

bool assay_isa_is_supported(assay_isa isa) { return isa == ASSAY_ISA_PORTABLE; }

assay_isa assay_isa_best(void) { return ASSAY_ISA_PORTABLE; }

#endif

const assay_kernel_set *assay_kernels(assay_isa isa) {
#if defined(__x86_64__)
  if (isa == ASSAY_ISA_AVX512) return &assay_kernels_avx512;
  if (isa == ASSAY_ISA_AVX2) return &assay_kernels_avx2;
#elif defined(__aarch64__)
  if (isa == ASSAY_ISA_NEON) return &assay_kernels_neon;
#endif
  (void)isa;
  return &assay_kernels_portable;
}
