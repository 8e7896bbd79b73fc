/** A number of gzip's settings, and within which ends Envoy takes it. */
export interface GzipNumber {
  readonly min: number;
  readonly max: number;
  /** Where nobody says. */
  readonly usual: number;
}

/** The numbers of gzip, as Envoy validates them: api/envoy/extensions/compression/gzip/compressor/v3/gzip.proto. */
export const GZIP_NUMBERS = {
  memory_level: { min: 1, max: 9, usual: 5 },
  window_bits: { min: 9, max: 15, usual: 12 },
  chunk_size: { min: 4096, max: 65_536, usual: 4096 },
} as const satisfies Readonly<Record<string, GzipNumber>>;

/** Names of the enums CompressionLevel and CompressionStrategy, in the order of their numbers; the same file. ASM takes them over. */
export const COMPRESSION_LEVELS: readonly string[] = [
  'DEFAULT_COMPRESSION', 'BEST_SPEED', 'COMPRESSION_LEVEL_1', 'COMPRESSION_LEVEL_2', 'COMPRESSION_LEVEL_3', 'COMPRESSION_LEVEL_4',
  'COMPRESSION_LEVEL_5', 'COMPRESSION_LEVEL_6', 'COMPRESSION_LEVEL_7', 'COMPRESSION_LEVEL_8', 'COMPRESSION_LEVEL_9', 'BEST_COMPRESSION',
];
export const COMPRESSION_STRATEGIES: readonly string[] = ['DEFAULT_STRATEGY', 'FILTERED', 'HUFFMAN_ONLY', 'RLE', 'FIXED'];
