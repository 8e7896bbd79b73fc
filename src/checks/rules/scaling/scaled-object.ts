import { MEANT, SCALED_OBJECT_FIELDS } from './scaled-object-fields';
import type { Manifest } from '../../../model/manifest/types';
import { oncePer } from '../../../model/once';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, mapAt, member } from '../../../model/read';
import type { ShapeProblem } from '../../../model/shape';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';
import { resourceProblems, unknownFound, wrongFound } from '../resource-fields';

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
export const incompleteTrigger: Described<ManifestRule> = {
  id: 'SCL032',
  title: 'trigger without its query or threshold',
  what: 'A trigger of type prometheus has no serverAddress, query or threshold in its metadata. With an authenticationRef the address may stand in a secret.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'KEDA cannot read a trigger without them: it makes no autoscaler, the ScaledObject is not ready, and the pods stay as many as they are.',
  source: 'kedacore/keda pkg/scalers/prometheus_scaler.go prometheusMetadata, pkg/scalers/scalersconfig/typed_config.go configParamValue',
  on: 'manifest',
  kinds: [SCALED_OBJECT],
  check: (manifest) => (listAt(manifest.object, '/spec/triggers') ?? []).flatMap((trigger, at): Found[] => {
    const metadata = mapAt(trigger, '/metadata');
    if (member(trigger, 'type') !== 'prometheus' || metadata === undefined) { return []; }
    const hasSecret = member(trigger, 'authenticationRef') !== undefined;
    const missing = OF_PROMETHEUS.filter((name) => isAbsent(metadata, name) && !(name === 'serverAddress' && hasSecret));
    if (missing.length === 0) { return []; }
    const pointer = joinPointer('/spec/triggers', at, 'metadata');
    const given = Object.keys(metadata).join(', ').slice(0, 200);
    return [{
      message: `trigger ${at} of type prometheus has no ${missing.join(' and no ')}`,
      fix: `add ${missing.join(' and ')} to its metadata`,
      pointer,
      part: pointer,
      values: [{ name: 'metadata', value: known(given === '' ? 'nothing' : given, { kind: 'set', manifest, pointer }), show: short }],
    }];
  }),
};

function isAbsent(metadata: Readonly<Record<string, unknown>>, name: string): boolean {
  const value = member(metadata, name);
  return member(metadata, `${name}FromEnv`) === undefined
    && (value === undefined || value === null || (typeof value === 'string' && value.slice(0, 1000).trim() === ''));
}
