import type { Add, Judged } from './judge';
import { own } from '../../kube/own';
import { GZIP_NUMBERS } from '../../model/gzip';
import { shown } from '../../platform/problems';
import { KERNEL_ROWS } from '../kernel-rows';

/** Letters, digits and signs that a value of a kernel parameter can have: it reaches the command line of `sysctl`. */
const KERNEL_VALUE = /^-?[0-9]+(?:[ \t]+-?[0-9]+)*$/;
const MAX_KERNEL_VALUE = 128;

const MAX_UINT32 = 4294967295;

/** Kernel parameters and compression. */
export function checkProxy(judged: Judged, add: Add): void {
  checkKernel(judged, add);
  checkCompression(judged, add);
}

function checkKernel({ fields, additions, strict }: Judged, add: Add): void {
  const { enabled, parameters = {} } = fields.kernel ?? {};
  for (const { key, numbers } of KERNEL_ROWS) {
    const value = own(parameters, key);
    if (value === undefined) { continue; }
    const isGood = value.length <= MAX_KERNEL_VALUE && KERNEL_VALUE.test(value) && value.split(/[ \t]+/).length === numbers;
    if (!isGood) { add(`'kernel.parameters' ${key} must be ${numbers === 1 ? 'a number' : `${numbers} numbers`} as text, got ${shown(value)}`); }
  }
  if (strict && enabled === undefined && Object.keys(parameters).length > 0) {
    add("'kernel.parameters' have no effect without kernel.enabled true, got nothing; set it to true or false");
  }
  if (strict && enabled === true && Object.keys(parameters).length === 0) { add("'kernel.enabled' is true without parameters; give one, or leave kernel out"); }
  const { kernelInitImage } = additions;
  if (kernelInitImage !== undefined && (typeof kernelInitImage !== 'string' || !/^\S{1,512}$/.test(kernelInitImage))) {
    add(`'kernelInitImage' must be the name of an image, got ${shown(kernelInitImage)}`);
  }
}

function checkCompression({ fields, declaration, strict }: Judged, add: Add): void {
  const { compression } = fields;
  if (compression === undefined) { return; }
  if (strict && compression.enabled === true && declaration.gatewayType === 'egress') {
    add("'compression' is for ingress gateways, got enabled on an egress gateway; leave it out");
  }
  if (strict && compression.enabled === true && compression.gzip === undefined) {
    add("'compression.gzip' must be there for anything to be compressed, got nothing; write {} for every default");
  }
  const length = compression.min_content_length;
  if (length !== undefined && (length < 0 || length > MAX_UINT32)) { add(`'compression.minContentLength' must be 0 to ${MAX_UINT32} bytes, got ${length}`); }
  for (const name of ['memory_level', 'window_bits', 'chunk_size'] as const) {
    const { min, max } = GZIP_NUMBERS[name];
    const value = compression.gzip?.[name];
    if (value !== undefined && (value < min || value > max)) { add(`'compression.gzip' ${name} must be ${min} to ${max}, got ${value}`); }
  }
}
