import type { HpaView, Written } from './hpa-view';
import { Quantity } from '../../../kube/quantity';
import { listAt, mapAt, member, stringAt, stringsOf } from '../../../model/read';

/** What an autoscaler compares a value with. */
export interface Target {
  readonly type: 'AverageValue' | 'Value';
  /** As it is written. */
  readonly text: string;
  readonly number: number;
  /** Where the quantity stands. */
  readonly at: Written;
  /** The whole target of autoscaling/v2, where a patch can replace it. */
  readonly whole?: string;
}

/** A metric of an autoscaler that an adapter answers. */
export interface AdapterMetric {
  readonly kind: 'external' | 'object' | 'pods';
  readonly name?: string;
  /** Where the name stands. */
  readonly namePointer: string;
  /** Where the selector stands, or would stand. */
  readonly selectorPointer: string;
  readonly hasSelector: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly target?: Target;
}

/** The metrics of an autoscaler that are answered by adapters. */
export function adapterMetrics(hpa: HpaView): readonly AdapterMetric[] {
  // v1 has no metrics; v2beta1 has other names for the same
  const read = hpa.version === 'v2beta1' ? metricOfV2beta1 : hpa.version === 'v2' || hpa.version === 'v2beta2' ? metricOfV2 : undefined;
  if (read === undefined) { return []; }
  return (listAt(hpa.object, '/spec/metrics') ?? []).flatMap((_, at) => (['external', 'object', 'pods'] as const).flatMap((kind) => {
    const pointer = `/spec/metrics/${at}/${kind}`;
    return mapAt(hpa.object, pointer) === undefined ? [] : [read(hpa, kind, pointer)];
  }));
}

function metricOfV2(hpa: HpaView, kind: AdapterMetric['kind'], pointer: string): AdapterMetric {
  const { object, isPlain } = hpa;
  const selector = mapAt(object, `${pointer}/metric/selector`);
  const target = mapAt(object, `${pointer}/target`);
  const isAverage = member(target, 'averageValue') !== undefined;
  const field = isAverage ? 'averageValue' : 'value';
  return {
    kind,
    name: stringAt(object, `${pointer}/metric/name`),
    namePointer: `${pointer}/metric/name`,
    selectorPointer: `${pointer}/metric/selector`,
    hasSelector: selector !== undefined,
    labels: stringsOf(member(selector, 'matchLabels')),
    target: targetOf(isAverage ? 'AverageValue' : 'Value', member(target, field), hpa.at(`${pointer}/target/${field}`), isPlain ? `${pointer}/target` : undefined),
  };
}

function metricOfV2beta1(hpa: HpaView, kind: AdapterMetric['kind'], pointer: string): AdapterMetric {
  const source = mapAt(hpa.object, pointer);
  const selectorField = kind === 'external' ? 'metricSelector' : 'selector';
  const averageField = kind === 'external' ? 'targetAverageValue' : 'averageValue';
  const isAverage = kind === 'pods' || member(source, averageField) !== undefined;
  const field = kind === 'pods' ? 'targetAverageValue' : isAverage ? averageField : 'targetValue';
  const selector = member(source, selectorField);
  return {
    kind,
    name: stringAt(hpa.object, `${pointer}/metricName`),
    namePointer: `${pointer}/metricName`,
    selectorPointer: `${pointer}/${selectorField}`,
    hasSelector: selector !== undefined,
    labels: stringsOf(member(selector, 'matchLabels')),
    target: targetOf(isAverage ? 'AverageValue' : 'Value', member(source, field), hpa.at(`${pointer}/${field}`)),
  };
}

/** A quantity as a number; undefined where it is none, which other rules say. */
export function targetOf(type: Target['type'], given: unknown, at: Written, whole?: string): Target | undefined {
  if (typeof given !== 'string' && typeof given !== 'number') { return undefined; }
  const number = numberOf(given);
  return number === undefined ? undefined : { type, text: String(given), number, at, ...(whole !== undefined && { whole }) };
}

/** Below a thousandth a quantity is rounded up, which would hide that it is too fine: such a one keeps its own value. */
function numberOf(given: string | number): number | undefined {
  const plain = typeof given === 'number' ? given : given.length <= 64 && given.trim() !== '' ? Number(given) : NaN;
  if (Number.isFinite(plain)) { return plain; }
  try {
    const quantity = Quantity.parse(given);
    const fine = /^([0-9]{1,15})([nu])$/.exec(quantity.toString());
    return fine ? Number(fine[1]) * (fine[2] === 'n' ? 1e-9 : 1e-6) : Number(quantity.milliValue()) / 1000;
  } catch {
    return undefined;
  }
}
