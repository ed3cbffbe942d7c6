/*
 * The machine's limit: lanes are networks, eight of them with AVX-512 and four with AVX2, in vectors of GCC and by
 * intrinsics where those have no word for it. xoshiro256+, a ziggurat of 2048 layers, exp by a polynomial.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <immintrin.h>

#if defined(__AVX512F__)
enum { LANES = 8 };
#define FEATURE "avx512dq"
#else
enum { LANES = 4 };
#define FEATURE "avx2"
#endif
typedef double vec __attribute__((vector_size(8 * LANES)));
typedef int64_t ivec __attribute__((vector_size(8 * LANES)));
typedef uint64_t uvec __attribute__((vector_size(8 * LANES)));
enum { LAYERS = 2048, CHUNK = 128, GROUP = 64, SETS = GROUP / LANES, POINTS = 6 };

/* Widths of the layers and 0 at the end: up to the width of the next one a layer needs no test. */
static double width_of[LAYERS + 1], height_of[LAYERS + 1];
static const double tail = 4.216370409511897, area = 0.0006126065176240461;
static uvec s[2][4];
static uint64_t spare[4] = {1, 2, 3, 4};

static vec splat(double x) { return x - (vec){0}; }
static uvec rotate(uvec x, int k) { return (x << k) | (x >> (64 - k)); }

static inline void step(uvec *s) {
  uvec t = s[1] << 17;
  s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t; s[3] = rotate(s[3], 45);
}

/* Two generators in flight, else the processor would wait for each step. */
static void fill_words(uvec *target, int count) {
  uvec a[4], b[4];
  memcpy(a, s[0], sizeof a);
  memcpy(b, s[1], sizeof b);
  for (int i = 0; i < count; i += 2) {
    target[i] = a[0] + a[3];
    target[i + 1] = b[0] + b[3];
    step(a);
    step(b);
  }
  memcpy(s[0], a, sizeof a);
  memcpy(s[1], b, sizeof b);
}

static uint64_t spare_word(void) {
  uint64_t result = spare[0] + spare[3], t = spare[1] << 17;
  spare[2] ^= spare[0]; spare[3] ^= spare[1]; spare[1] ^= spare[2]; spare[0] ^= spare[3];
  spare[2] ^= t; spare[3] = (spare[3] << 45) | (spare[3] >> 19);
  return result;
}

static double uniform(void) { return ((spare_word() >> 11) + 1) * 0x1p-53; }

static void build_tables(void) {
  double x = tail;
  width_of[0] = area / exp(-0.5 * x * x);
  for (int i = 1; i < LAYERS; i++) {
    height_of[i] = exp(-0.5 * x * x);
    width_of[i] = x;
    x = i == LAYERS - 1 ? 0 : sqrt(-2 * log(area / x + height_of[i]));
  }
  height_of[LAYERS] = 1;
  for (int i = 0; i < 8; i++)
    for (int l = 0; l < LANES; l++) {
      uint64_t z = 0x9e3779b97f4a7c15u * (uint64_t)(8 * i + l + 1);
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
      s[i / 4][i % 4][l] = z ^ (z >> 31);
    }
}

static double judge(uint64_t word) {
  for (;;) {
    int i = (word >> 3) & (LAYERS - 1);
    union { uint64_t u; double d; } bits = {(word >> 12) | 0x4000000000000000u};
    double x = (bits.d - 3) * width_of[i];
    if (fabs(x) < width_of[i + 1]) return x;
    if (i == 0)
      for (;;) {
        double a = -log(uniform()) / tail;
        if (-2 * log(uniform()) > a * a) return copysign(tail + a, x);
      }
    if (height_of[i] + uniform() * (height_of[i + 1] - height_of[i]) < exp(-0.5 * x * x)) return x;
    word = spare_word();
  }
}

/* Widths of the layers that four words choose, then those of the next layers: a load of both is faster than gathers. */
static void four_widths(const uint64_t *words, __m256d *width, __m256d *next) {
  const double *at[4];
  for (int l = 0; l < 4; l++) at[l] = width_of + ((words[l] >> 3) & (LAYERS - 1));
  __m256d even = _mm256_loadu2_m128d(at[2], at[0]), odd = _mm256_loadu2_m128d(at[3], at[1]);
  *width = _mm256_unpacklo_pd(even, odd);
  *next = _mm256_unpackhi_pd(even, odd);
}

/* All words first, where the normals will stand: the layers are chosen by words that are in memory. */
static void fill_normals(vec *target, int count) {
  fill_words((uvec *)target, count);
  for (int i = 0; i < count; i++) {
    uint64_t words[LANES];
    memcpy(words, target + i, sizeof words);
    vec place = (vec)((((uvec *)target)[i] >> 12) | 0x4000000000000000u) - 3;
    __m256d width, next;
    four_widths(words, &width, &next);
#if defined(__AVX512F__)
    __m256d upper, upper_next;
    four_widths(words + 4, &upper, &upper_next);
    vec x = place * (vec)_mm512_insertf64x4(_mm512_castpd256_pd512(width), upper, 1);
    __m512d limit = _mm512_insertf64x4(_mm512_castpd256_pd512(next), upper_next, 1);
    int outside = _mm512_cmp_pd_mask(_mm512_abs_pd((__m512d)x), limit, _CMP_NLT_UQ);
#else
    vec x = place * (vec)width;
    __m256d size = _mm256_andnot_pd(_mm256_set1_pd(-0.0), (__m256d)x);
    int outside = _mm256_movemask_pd(_mm256_cmp_pd(size, next, _CMP_NLT_UQ));
#endif
    if (outside)
      for (int l = 0; l < LANES; l++)
        if (outside >> l & 1) x[l] = judge(words[l]);
    target[i] = x;
  }
}

/* |x| < 700: 2^k times a polynomial of degree 11 on |r| <= log(2)/2. */
static vec exponential(vec x) {
  const vec round = splat(6755399441055744.0);
  vec t = x * 1.4426950408889634 + round, n = t - round;
  vec r = x - n * 0.6931471803691238 - n * 1.9082149292705877e-10;
  vec p = splat(1.0 / 39916800);
  static const double c[] = {1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720,
                             1.0 / 120,     1.0 / 24,     1.0 / 6,     0.5,        1, 1};
  for (int i = 0; i < 11; i++) p = p * r + c[i];
  return (vec)((ivec)p + ((ivec)t << 52));
}

static vec f[POINTS][SETS], p2[21][SETS], p3[56][SETS];
static vec sums[609];
static int plan[609][2];
static vec normals[3 * CHUNK + 1];

static void build_plan(void) {
  int s = 21, pair[6][6], triple[6][6][6], n = 0;
  for (int i = 0; i < 6; i++) for (int j = i; j < 6; j++) pair[i][j] = n++;
  n = 0;
  for (int i = 0; i < 6; i++) for (int j = i; j < 6; j++) for (int k = j; k < 6; k++) triple[i][j][k] = n++;
  for (int i = 0; i < 6; i++) for (int j = i; j < 6; j++)
    for (int k = j; k < 6; k++) for (int l = k; l < 6; l++) { plan[s][0] = pair[i][j]; plan[s++][1] = pair[k][l]; }
  for (int i = 0; i < 6; i++) for (int j = i; j < 6; j++) for (int k = j; k < 6; k++)
    for (int l = k; l < 6; l++) for (int a = l; a < 6; a++) for (int b = a; b < 6; b++) {
      plan[s][0] = triple[i][j][k];
      plan[s++][1] = triple[l][a][b];
    }
}

static void add_moments(void) {
  int n = 0, q = 0;
  for (int i = 0; i < 6; i++) for (int j = i; j < 6; j++, n++)
    for (int v = 0; v < SETS; v++) { p2[n][v] = f[i][v] * f[j][v]; sums[n] += p2[n][v]; }
  for (int i = 0; i < 6; i++) {
    int first = 0;
    for (int a = 0; a < i; a++) first += 6 - a;
    for (int j = first; j < 21; j++, q++) for (int v = 0; v < SETS; v++) p3[q][v] = f[i][v] * p2[j][v];
  }
  for (int c = 21; c < 147; c++) {
    vec t = splat(0);
    for (int v = 0; v < SETS; v++) t += p2[plan[c][0]][v] * p2[plan[c][1]][v];
    sums[c] += t;
  }
  for (int c = 147; c < 609; c++) {
    vec t = splat(0);
    for (int v = 0; v < SETS; v++) t += p3[plan[c][0]][v] * p3[plan[c][1]][v];
    sums[c] += t;
  }
}

static void add_chunk(int set, int count, const double *x, int spaced) {
  const vec *w0 = normals, *b0 = normals + count, *w1 = normals + 2 * count;
  vec t[POINTS];
  for (int k = 0; k < POINTS; k++) t[k] = f[k][set];
  if (spaced) {
    double h = (x[5] - x[0]) / 5;
    for (int j = 0; j < count; j++) {
      vec value = w1[j] * exponential(b0[j] + w0[j] * x[0]), ratio = exponential(w0[j] * h);
      for (int k = 0; k < POINTS; k++) { t[k] += value; value *= ratio; }
    }
  } else
    for (int j = 0; j < count; j++)
      for (int k = 0; k < POINTS; k++) t[k] += w1[j] * exponential(b0[j] + w0[j] * x[k]);
  for (int k = 0; k < POINTS; k++) f[k][set] = t[k];
}

static double sample(int width, const double *x, long networks, int spaced) {
  double norm[POINTS];
  for (int k = 0; k < POINTS; k++) norm[k] = exp(-1 - x[k] * x[k]) / sqrt(width);
  memset(sums, 0, sizeof sums);
  for (long group = 0; group < networks; group += GROUP) {
    memset(f, 0, sizeof f);
    for (int set = 0; set < SETS; set++)
      for (int done = 0; done < width; done += CHUNK) {
        int count = width - done < CHUNK ? width - done : CHUNK;
        fill_normals(normals, 3 * count);
        add_chunk(set, count, x, spaced);
      }
    fill_normals(normals, SETS);
    for (int k = 0; k < POINTS; k++) for (int set = 0; set < SETS; set++) f[k][set] = f[k][set] * norm[k] + normals[set];
    add_moments();
  }
  double g2 = 0;
  for (int l = 0; l < LANES; l++) g2 += sums[0][l];
  return g2 / networks;
}

static double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* A case is a line: width networks spaced x0 … x5. */
int main(void) {
  if (!__builtin_cpu_supports(FEATURE) || !__builtin_cpu_supports("fma")) {
    fprintf(stderr, "this processor has no %s\n", FEATURE);
    return 1;
  }
  int width, spaced;
  long networks;
  double x[POINTS];
  build_tables();
  build_plan();
  while (scanf("%d %ld %d", &width, &networks, &spaced) == 3) {
    for (int k = 0; k < POINTS; k++) if (scanf("%lf", &x[k]) != 1) return 1;
    double start = seconds(CLOCK_MONOTONIC), processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    double g2 = sample(width, x, networks, spaced);
    printf("{\"seconds\": %.9f, \"busy\": %.9f, \"g2\": %.9g}\n", seconds(CLOCK_MONOTONIC) - start,
           seconds(CLOCK_PROCESS_CPUTIME_ID) - processor, g2);
    fflush(stdout);
  }
  return 0;
}
