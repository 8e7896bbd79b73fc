import { GZIP_RULES } from './gzip';
import { compressionOnEgress, contentLength, contentTypes, gzipMissing } from './responses';
import type { DescribedRule } from '../described';

/** Compression: values that Envoy refuses, and compression that does nothing. */
export const COMPRESSION_RULES: readonly DescribedRule[] = [...GZIP_RULES, gzipMissing, compressionOnEgress, contentLength, contentTypes];
