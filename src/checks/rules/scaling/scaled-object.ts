import { MEANT, SCALED_OBJECT_FIELDS } from './scaled-object-fields';
import type { Manifest } from '../../../model/manifest/types';
import { oncePer } from '../../../model/once';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, mapAt, member, numberAt } from '../../../model/read';
import type { ShapeProblem } from '../../../model/shape';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';
import { resourceProblems, unknownFound, wrongFound } from '../resource-fields';
import { quantityOf } from '../resources/blocks';

const SCALED_OBJECT = 'keda.sh/ScaledObject';
const TYPES = 'kedacore/keda apis/keda/v1alpha1/scaledobject_types.go, scaletriggers_types.go';

/** Two rules ask. */
const problemsOf = oncePer((manifest: Manifest): readonly ShapeProblem[] => resourceProblems(manifest, SCALED_OBJECT_FIELDS));

/** Of the fields of spec those of an autoscaler of Kubernetes are known by their names. */
function meantBy({ path, meant }: ShapeProblem): string | undefined {
  const field = String(path.at(-1));
  return path.length === 2 && Object.hasOwn(MEANT, field) ? MEANT[field] : meant;
}

/** SCL030 */
export const unknownScaledObjectField: Described<ManifestRule> = {
  id: 'SCL030',
  title: 'ScaledObject field that does not exist',
  what: 'A ScaledObject has a field that KEDA\'s resource does not have, such as minReplicas for minReplicaCount. A warning, where the name resembles no field: a newer '
    + 'KEDA may know it.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The API server drops a field that the resource does not have, and kubectl refuses to apply it. Without its bound an autoscaler goes to 0 pods or up to 100.',
  source: TYPES,
  on: 'manifest',
  kinds: [SCALED_OBJECT],
  check: (manifest) => problemsOf(manifest).filter(({ code }) => code === 'unknown')
    .map((problem) => unknownFound(manifest, { ...problem, meant: meantBy(problem) })),
};

/** SCL031 */
export const wrongScaledObjectValue: Described<ManifestRule> = {
  id: 'SCL031',
  title: 'ScaledObject value of another type than its field',
  what: 'A field of a ScaledObject holds another type than KEDA\'s resource has for it, or a required one is missing. The metadata of a trigger holds texts: a threshold '
    + 'of 100 stands in quotes.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects the resource, and what runs keeps the autoscaler that it had, or none.',
  source: `${TYPES}: Metadata map[string]string`,
  on: 'manifest',
  kinds: [SCALED_OBJECT],
  check: (manifest) => problemsOf(manifest).filter(({ code }) => code !== 'unknown').map((problem) => wrongFound(manifest, problem)),
};

/** What a trigger on Prometheus cannot be without. */
const OF_PROMETHEUS: readonly string[] = ['serverAddress', 'query', 'threshold'];

/** SCL032 */
export const refusedByKeda: Described<ManifestRule> = {
  id: 'SCL032',
  title: 'ScaledObject that KEDA refuses',
  what: 'A ScaledObject has no trigger, an idleReplicaCount that is not below minReplicaCount, a fallback with triggers on cpu and memory only, or two triggers of one name. A '
    + 'trigger has a metricType that its scaler does not take (Utilization is for cpu and memory, Value for the others) or useCachedMetrics where nothing is cached; one of type '
    + 'prometheus has no serverAddress, query or threshold, or a threshold that is no plain number. With an authenticationRef the address may stand in a secret.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'KEDA takes no such object: its webhook refuses it, or the ScaledObject is not ready and has no autoscaler, and the pods stay as many as they are.',
  source: 'kedacore/keda apis/keda/v1alpha1/scaledobject_types.go CheckReplicaCountBoundsAreValid, CheckFallbackValid; apis/keda/v1alpha1/scaletriggers_types.go ValidateTriggers; '
    + 'https://github.com/kedacore/keda/pull/5524 (no triggers); pkg/scalers/scaler.go GetMetricTargetType; pkg/scalers/cpu_memory_scaler.go; pkg/scalers/prometheus_scaler.go '
    + 'prometheusMetadata; pkg/scalers/scalersconfig/typed_config.go configParamValue, setConfigValueHelper (a number of JSON, as Go\'s ParseFloat before: no suffix)',
  on: 'manifest',
  kinds: [SCALED_OBJECT],
  check: (manifest) => {
    const triggers = listAt(manifest.object, '/spec/triggers') ?? [];
    const refused = [
      ...ofCounts(manifest.object), ...ofTriggers(manifest.object, triggers), ...triggers.flatMap((trigger, at) => ofTrigger(trigger, joinPointer('/spec/triggers', at), `trigger ${at}`)),
    ];
    return refused.map(({ pointer, name, shown, ...text }): Found => (
      { ...text, pointer, part: `${pointer} ${name}`, values: [{ name, value: known(shown, { kind: 'set', manifest, pointer }), show: short }] }
    ));
  },
};

interface Refused {
  readonly message: string;
  readonly fix: string;
  readonly pointer: string;
  /** What it is about, and what it is. */
  readonly name: string;
  readonly shown: unknown;
}

/** Without minReplicaCount KEDA compares with 0, and where that is 0 with the 1 that the autoscaler then has. */
function ofCounts(object: Manifest['object']): Refused[] {
  const idle = numberAt(object, '/spec/idleReplicaCount');
  if (idle === undefined) { return []; }
  const min = numberAt(object, '/spec/minReplicaCount');
  const least = min === undefined ? 0 : Math.max(min, 1);
  return idle < least ? [] : [{
    message: `idleReplicaCount ${idle} is not below minReplicaCount${min === undefined ? ', which is not set' : ` ${min}`}`,
    fix: `set minReplicaCount to ${Math.max(idle + 1, 1)} or more, or remove idleReplicaCount`,
    pointer: '/spec/idleReplicaCount',
    name: 'idleReplicaCount',
    shown: idle,
  }];
}

const OF_PODS: readonly string[] = ['cpu', 'memory'];

function ofTriggers(object: Manifest['object'], triggers: readonly unknown[]): Refused[] {
  const given = mapAt(object, '/spec')?.triggers;
  if (Array.isArray(given) && triggers.length === 0) {
    return [{ message: 'there is no trigger', fix: 'add one, or remove the ScaledObject', pointer: '/spec/triggers', name: 'triggers', shown: 'none' }];
  }
  const types = triggers.map((trigger) => String(member(trigger, 'type')));
  const hasModifiers = mapAt(object, '/spec/advanced/scalingModifiers') !== undefined;
  const names = triggers.map((trigger) => member(trigger, 'name'));
  const twice = names.findIndex((name, at) => typeof name === 'string' && name !== '' && names.indexOf(name) < at);
  return [
    ...mapAt(object, '/spec/fallback') !== undefined && !hasModifiers && types.every((type) => OF_PODS.includes(type)) ? [{
      message: 'the fallback has triggers on cpu and memory only, for which KEDA has none',
      fix: 'remove fallback',
      pointer: '/spec/fallback',
      name: 'triggers',
      shown: types.join(', '),
    }] : [],
    ...twice < 0 ? [] : [{
      message: `trigger ${twice} has the name of trigger ${names.indexOf(names[twice])}, ${short(names[twice])}`,
      fix: 'give each a name of its own',
      pointer: joinPointer('/spec/triggers', twice, 'name'),
      name: 'name',
      shown: names[twice],
    }],
  ];
}

/** Scalers that ask nobody. */
const UNCACHED: readonly string[] = [...OF_PODS, 'cron'];

function ofTrigger(trigger: unknown, pointer: string, what: string): Refused[] {
  const type = member(trigger, 'type');
  if (typeof type !== 'string') { return []; }
  const metricType = member(trigger, 'metricType');
  const other = OF_PODS.includes(type) ? 'Value' : 'Utilization';
  return [
    ...metricType !== other ? [] : [{
      message: `${what} of type ${short(type)} has metricType ${other}, which only ${OF_PODS.includes(type) ? 'other triggers than cpu and memory take' : 'cpu and memory have'}`,
      fix: OF_PODS.includes(type) ? 'set metricType: Utilization or AverageValue' : 'set metricType: AverageValue for a sum that the pods share, Value for a ratio, an average or a percentile',
      pointer: `${pointer}/metricType`,
      name: 'metricType',
      shown: metricType,
    }],
    ...member(trigger, 'useCachedMetrics') !== true || !UNCACHED.includes(type) ? [] : [{
      message: `${what} of type ${type} has useCachedMetrics, and nothing of it is cached`, fix: 'remove useCachedMetrics', pointer: `${pointer}/useCachedMetrics`, name: 'useCachedMetrics', shown: true,
    }],
    ...type === 'prometheus' ? ofPrometheus(trigger, `${pointer}/metadata`, what) : [],
  ];
}

function ofPrometheus(trigger: unknown, pointer: string, what: string): Refused[] {
  const metadata = mapAt(trigger, '/metadata');
  if (metadata === undefined) { return []; }
  const hasSecret = member(trigger, 'authenticationRef') !== undefined;
  const missing = OF_PROMETHEUS.filter((name) => isAbsent(metadata, name) && !(name === 'serverAddress' && hasSecret));
  const given = Object.keys(metadata).join(', ').slice(0, 200);
  return [
    ...missing.length === 0 ? [] : [{
      message: `${what} of type prometheus has no ${missing.join(' and no ')}`,
      fix: `add ${missing.join(' and ')} to its metadata`,
      pointer,
      name: 'metadata',
      shown: given === '' ? 'nothing' : given,
    }],
    ...['threshold', 'activationThreshold'].flatMap((name) => {
      const text = member(metadata, name);
      // a number without quotes is SCL031's
      return typeof text !== 'string' || isAbsent(metadata, name) || isNumber(text) ? [] : [{
        message: `${what} has ${name} ${short(text)}, which KEDA reads as a plain number without a suffix`,
        fix: `write ${plainly(text)}`,
        pointer: `${pointer}/${name}`,
        name,
        shown: text,
      }];
    }),
  ];
}

function isNumber(text: string): boolean {
  return /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(text.slice(0, 1000).trim());
}

/** 500m is 0.5. */
function plainly(text: string): string {
  const amount = text.length <= 40 ? quantityOf(text.trim()) : undefined;
  const number = amount && Number(amount.milliValue()) / 1000;
  return number === undefined || number === 0 ? 'a number such as 100' : `"${number}"`;
}

function isAbsent(metadata: Readonly<Record<string, unknown>>, name: string): boolean {
  const value = member(metadata, name);
  return member(metadata, `${name}FromEnv`) === undefined
    && (value === undefined || value === null || (typeof value === 'string' && value.slice(0, 1000).trim() === ''));
}
