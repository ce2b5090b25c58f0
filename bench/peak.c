// The most that multiplications and additions of 128 bits can do on one core, in registers only: GFLOP/s of f32 and f64,
// the median of nine. WebAssembly has no other arithmetic whose bits are the same everywhere.
#include <emmintrin.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}
static double cpu_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// Ten chains hide the latency of the additions. The empty asm keeps the compiler from joining or leaving out steps.
#define STEP(x, T, mul, add) \
  { \
    __asm__ volatile("" : "+x"(b)); \
    T p = mul(b, m); \
    __asm__ volatile("" : "+x"(p)); \
    x = add(x, p); \
    __asm__ volatile("" : "+x"(x)); \
  }
#define PEAK(name, T, set1, mul, add, lanes) \
  static double name(long rounds) { \
    T m = set1(0.5f), b = set1(0.25f); \
    T x[10]; \
    for (int i = 0; i < 10; i++) x[i] = m; \
    T x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5], x6 = x[6], x7 = x[7], x8 = x[8], x9 = x[9]; \
    double start = cpu_seconds(); \
    for (long i = 0; i < rounds; i++) { \
      STEP(x0, T, mul, add) STEP(x1, T, mul, add) STEP(x2, T, mul, add) STEP(x3, T, mul, add) STEP(x4, T, mul, add) \
      STEP(x5, T, mul, add) STEP(x6, T, mul, add) STEP(x7, T, mul, add) STEP(x8, T, mul, add) STEP(x9, T, mul, add) \
    } \
    return (double)rounds * 10 * lanes * 2 / (cpu_seconds() - start) / 1e9; \
  }
PEAK(f32, __m128, _mm_set1_ps, _mm_mul_ps, _mm_add_ps, 4)
PEAK(f64, __m128d, _mm_set1_pd, _mm_mul_pd, _mm_add_pd, 2)

int main(void) {
  double a[9], b[9];
  f32(1000000);
  for (int i = 0; i < 9; i++) {
    a[i] = f32(2000000);
    b[i] = f64(2000000);
  }
  qsort(a, 9, sizeof *a, by_size);
  qsort(b, 9, sizeof *b, by_size);
  printf("{\"f32\": %.2f, \"f64\": %.2f}\n", a[4], b[4]);
  return 0;
}
