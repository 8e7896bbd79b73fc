import { GATEWAY_FIELDS } from '../../model/asm/fields';
import { isPlainMap } from '../../platform/json';
import { KERNEL_ROWS } from '../kernel-rows';
import type { GatewayConfiguration } from '../props';

/** Props of compression, and the fields they stand for: the resource writes these, and no others, with underscores. */
const COMPRESSION_NAMES: Readonly<Record<string, string>> = {
  contentType: 'content_type',
  minContentLength: 'min_content_length',
  disableOnEtagHeader: 'disable_on_etag_header',
  removeAcceptEncodingHeader: 'remove_accept_encoding_header',
};
const GZIP_NAMES: Readonly<Record<string, string>> = {
  memoryLevel: 'memory_level',
  compressionLevel: 'compression_level',
  compressionStrategy: 'compression_strategy',
  windowBits: 'window_bits',
  chunkSize: 'chunk_size',
};
const KERNEL_NAMES: Readonly<Record<string, string>> = Object.fromEntries(KERNEL_ROWS.map(({ prop, key }) => [prop, key]));

/** Props in the resource's own form. Nothing is checked: what is wrong is found where YAML is checked too. */
export function fieldsOfProps(props: GatewayConfiguration): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of Object.keys(GATEWAY_FIELDS)) {
    const value: unknown = props[name as keyof GatewayConfiguration];
    if (value !== undefined) { fields[name] = value; }
  }
  if (isPlainMap(fields.kernel) && isPlainMap(fields.kernel.parameters)) {
    fields.kernel = { ...fields.kernel, parameters: renamed(fields.kernel.parameters, KERNEL_NAMES) };
  }
  if (isPlainMap(fields.compression)) {
    const { gzip, ...rest } = fields.compression;
    fields.compression = {
      ...renamed(rest, COMPRESSION_NAMES),
      ...(gzip !== undefined && { gzip: isPlainMap(gzip) ? renamed(gzip, GZIP_NAMES) : gzip }),
    };
  }
  return fields;
}

function renamed(map: Readonly<Record<string, unknown>>, names: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined).map(([name, value]) => [names[name] ?? name, value]));
}
