/** How hard zlib tries. */
export enum CompressionLevel {
  /** The same as level 6. */
  DEFAULT_COMPRESSION = 'DEFAULT_COMPRESSION',
  /** The same as level 1. */
  BEST_SPEED = 'BEST_SPEED',
  /** Fastest. */
  LEVEL_1 = 'COMPRESSION_LEVEL_1',
  /** Level 2 of 9. */
  LEVEL_2 = 'COMPRESSION_LEVEL_2',
  /** Level 3 of 9. */
  LEVEL_3 = 'COMPRESSION_LEVEL_3',
  /** Level 4 of 9. */
  LEVEL_4 = 'COMPRESSION_LEVEL_4',
  /** Level 5 of 9. */
  LEVEL_5 = 'COMPRESSION_LEVEL_5',
  /** Level 6 of 9. */
  LEVEL_6 = 'COMPRESSION_LEVEL_6',
  /** Level 7 of 9. */
  LEVEL_7 = 'COMPRESSION_LEVEL_7',
  /** Level 8 of 9. */
  LEVEL_8 = 'COMPRESSION_LEVEL_8',
  /** Smallest. */
  LEVEL_9 = 'COMPRESSION_LEVEL_9',
  /** The same as level 9. */
  BEST_COMPRESSION = 'BEST_COMPRESSION',
}

/** How zlib compresses. */
export enum CompressionStrategy {
  /** For anything. */
  DEFAULT_STRATEGY = 'DEFAULT_STRATEGY',
  /** For data with small, random values. */
  FILTERED = 'FILTERED',
  /** Huffman coding only. */
  HUFFMAN_ONLY = 'HUFFMAN_ONLY',
  /** Run lengths, for sequences of equal values. */
  RLE = 'RLE',
  /** With a fixed tree, so that decoding is simple. */
  FIXED = 'FIXED',
}

/** Settings of gzip. */
export interface GzipSettings {
  /**
   * Memory for zlib, 1 to 9.
   *
   * @default - Envoy's own, 5
   */
  readonly memoryLevel?: number;

  /**
   * How hard zlib tries.
   *
   * @default - Envoy's own, CompressionLevel.DEFAULT_COMPRESSION
   */
  readonly compressionLevel?: CompressionLevel;

  /**
   * How zlib compresses.
   *
   * @default - Envoy's own, CompressionStrategy.DEFAULT_STRATEGY
   */
  readonly compressionStrategy?: CompressionStrategy;

  /**
   * The window of zlib as a power of two, 9 to 15.
   *
   * @default - Envoy's own, 12
   */
  readonly windowBits?: number;

  /**
   * The output buffer of zlib in bytes, 4096 to 65536.
   *
   * @default - Envoy's own, 4096
   */
  readonly chunkSize?: number;
}

/** Compression of responses. */
export interface GatewayCompression {
  /**
   * Whether responses are compressed.
   *
   * @default - not written: they are not
   */
  readonly enabled?: boolean;

  /**
   * Content types that are compressed.
   *
   * @default - Envoy's own list of texts, JSON, JavaScript, XML and SVG
   */
  readonly contentType?: string[];

  /**
   * Bytes that a body must have.
   *
   * @default - Envoy's own, 30
   */
  readonly minContentLength?: number;

  /**
   * Whether responses with an ETag stay as they are. Otherwise a strong ETag is removed.
   *
   * @default - Envoy's own, false
   */
  readonly disableOnEtagHeader?: boolean;

  /**
   * Whether the backend no longer sees `accept-encoding`, so that it does not compress by itself.
   *
   * @default - Envoy's own, false
   */
  readonly removeAcceptEncodingHeader?: boolean;

  /**
   * Settings of gzip. Must be there for anything to be compressed; `{}` takes every default.
   *
   * @default - none, and nothing is compressed
   */
  readonly gzip?: GzipSettings;
}
