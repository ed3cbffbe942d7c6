/*
 * The machine's limit: eight lanes (networks) of double in vectors of GCC, xoshiro256+ and a
 * ziggurat of 1024 layers, exp by a polynomial. Built with -O3 -march=native: AVX-512 where there is.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

typedef double vec __attribute__((vector_size(64)));
typedef int64_t ivec __attribute__((vector_size(64)));
typedef uint64_t uvec __attribute__((vector_size(64)));
enum { LANES = 8, LAYERS = 1024, CHUNK = 128, GROUP = 64, SETS = GROUP / LANES, POINTS = 6 };

static double width_of[LAYERS], inner[LAYERS], height_of[LAYERS + 1];
static const double tail = 4.038849846109504, area = 0.001226324646353088;
static uvec s[4];
static uint64_t spare[4] = {1, 2, 3, 4};

static vec splat(double x) { return (vec){x, x, x, x, x, x, x, x}; }
static uvec rotate(uvec x, int k) { return (x << k) | (x >> (64 - k)); }

static uvec next(void) {
  uvec result = s[0] + s[3], t = s[1] << 17;
  s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t; s[3] = rotate(s[3], 45);
  return result;
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
  inner[0] = x;
  for (int i = 1; i < LAYERS; i++) {
    height_of[i] = exp(-0.5 * x * x);
    width_of[i] = x;
    x = i == LAYERS - 1 ? 0 : sqrt(-2 * log(area / x + height_of[i]));
    inner[i] = x;
  }
  height_of[LAYERS] = 1;
  for (int i = 0; i < 4; i++)
    for (int l = 0; l < LANES; l++) {
      uint64_t z = 0x9e3779b97f4a7c15u * (uint64_t)(8 * i + l + 1);
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
      s[i][l] = z ^ (z >> 31);
    }
}

static double judge(uint64_t word) {
  for (;;) {
    int i = (word >> 2) & 1023;
    union { uint64_t u; double d; } bits = {(word >> 12) | 0x4000000000000000u};
    double x = (bits.d - 3) * width_of[i];
    if (fabs(x) < inner[i]) return x;
    if (i == 0)
      for (;;) {
        double a = -log(uniform()) / tail;
        if (-2 * log(uniform()) > a * a) return copysign(tail + a, x);
      }
    if (height_of[i] + uniform() * (height_of[i + 1] - height_of[i]) < exp(-0.5 * x * x)) return x;
    word = spare_word();
  }
}

static vec gather(const double *table, ivec index) {
#if defined(__AVX512F__)
  return (vec)_mm512_i64gather_pd((__m512i)index, table, 8);
#else
  vec result;
  for (int l = 0; l < LANES; l++) result[l] = table[index[l]];
  return result;
#endif
}

static void fill_normals(vec *target, int count) {
  for (int i = 0; i < count; i++) {
    uvec word = next();
    ivec index = (ivec)((word >> 2) & 1023);
    vec x = ((vec)((word >> 12) | 0x4000000000000000u) - 3) * gather(width_of, index);
    vec size = (vec)((uvec)x & 0x7fffffffffffffffu);
    target[i] = x;
#if defined(__AVX512F__)
    int outside = _mm512_cmp_pd_mask((__m512d)size, (__m512d)gather(inner, index), _CMP_NLT_UQ);
#else
    int outside = 0;
    ivec in = size < gather(inner, index);
    for (int l = 0; l < LANES; l++) outside |= (in[l] ? 0 : 1) << l;
#endif
    if (outside)
      for (int l = 0; l < LANES; l++)
        if (outside >> l & 1) target[i][l] = judge(word[l]);
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
static vec normals[3 * CHUNK];

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
