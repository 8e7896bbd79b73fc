import { isObject, type JsonObject } from './json';
import { mergeStrategyFor, type MergeType } from './types';
import { groupBy } from '../group-by';
import { joinPointer } from '../pointer';

/** A place where more than one member of a "one of" is set: merging keeps both sides' members, and the API server refuses that. */
export interface Union {
  /** JSON pointer to the object that holds the members. */
  readonly pointer: string;
  /** What the object is, in words. */
  readonly of: string;
  /** The members that are set, in the order of the object. */
  readonly members: readonly string[];
  /** Where the "one of" is stated. */
  readonly source: string;
}

/** One "one of" of one Kubernetes type. */
interface UnionRow {
  readonly type: string;
  readonly of: string;
  /** The members; without them, all fields of the type that hold objects. */
  readonly members?: readonly string[];
  /** Only when this field has one of these values: `rollingUpdate` clashes with a `type`, not with another member. */
  readonly when?: { readonly field: string; readonly values: readonly string[] };
  readonly source: string;
}

const CORE = 'k8s.io/kubernetes pkg/apis/core/validation/validation.go';
const APPS = 'k8s.io/kubernetes pkg/apis/apps/validation/validation.go';

const UNIONS: readonly UnionRow[] = [
  { type: 'Volume', of: 'volume source', source: `${CORE} validateVolumeSource` },
  { type: 'VolumeProjection', of: 'projected volume source', source: `${CORE} validateProjectionSources` },
  { type: 'Probe', of: 'probe handler', source: `${CORE} validateHandler` },
  { type: 'LifecycleHandler', of: 'lifecycle handler', source: `${CORE} validateHandler` },
  { type: 'EnvVar', of: 'environment variable', members: ['value', 'valueFrom'], source: `${CORE} validateEnvVarValueFrom` },
  { type: 'EnvVarSource', of: 'valueFrom', source: `${CORE} validateEnvVarValueFrom` },
  { type: 'EnvFromSource', of: 'envFrom source', source: `${CORE} ValidateEnvFrom` },
  { type: 'PodResourceClaim', of: 'resource claim', members: ['resourceClaimName', 'resourceClaimTemplateName'], source: `${CORE} validatePodResourceClaim` },
  {
    type: 'DeploymentStrategy',
    of: 'deployment strategy',
    members: ['type', 'rollingUpdate'],
    when: { field: 'type', values: ['Recreate'] },
    source: `${APPS} ValidateDeploymentStrategy`,
  },
  {
    type: 'StatefulSetUpdateStrategy',
    of: 'update strategy',
    members: ['type', 'rollingUpdate'],
    when: { field: 'type', values: ['OnDelete'] },
    source: `${APPS} ValidateStatefulSetSpec`,
  },
  { type: 'MetricSpec', of: 'metric source', source: 'k8s.io/kubernetes pkg/apis/autoscaling/validation/validation.go validateMetricSpec' },
  {
    type: 'PodDisruptionBudgetSpec',
    of: 'disruption budget',
    members: ['minAvailable', 'maxUnavailable'],
    source: 'k8s.io/kubernetes pkg/apis/policy/validation/validation.go ValidatePodDisruptionBudgetSpec',
  },
];

/** Every place of an object of a built-in kind where more than one member of a "one of" is set; none for other kinds. */
export function unionMembers(apiVersion: string, kind: string, object: JsonObject): Union[] {
  const type = mergeStrategyFor(apiVersion, kind);
  const found: Union[] = [];
  if (type) { visit(object, type, [], found); }
  return found;
}

/** Follows the types, which never contain themselves, so the depth of a hostile object does not matter. Places are named when something is found. */
function visit(object: JsonObject, type: MergeType, path: (string | number)[], found: Union[]): void {
  for (const row of UNIONS_OF.get(type.name) ?? NONE) {
    const clash = clashingMembers(object, type, row);
    if (clash.length > 1) { found.push({ pointer: joinPointer('', ...path), of: row.of, members: clash, source: row.source }); }
  }
  const { fields } = type;
  if (fields.size === 0) { return; }
  for (const name of Object.keys(object)) {
    const field = fields.get(name);
    if (!field) { continue; }
    const value = object[name];
    path.push(name);
    if (field.kind === 'object') {
      if (isObject(value)) { visit(value, field.type, path, found); }
    } else if (Array.isArray(value)) {
      for (let at = 0; at < value.length; at += 1) {
        const item = value[at];
        if (!isObject(item)) { continue; }
        path.push(at);
        visit(item, field.type, path, found);
        path.pop();
      }
    }
    path.pop();
  }
}

const UNIONS_OF: ReadonlyMap<string, readonly UnionRow[]> = groupBy(UNIONS, ({ type }) => type);
const NONE: readonly UnionRow[] = [];

function clashingMembers(object: JsonObject, type: MergeType, row: UnionRow): string[] {
  if (row.when && !row.when.values.includes(object[row.when.field] as string)) { return []; }
  const isMember = (key: string): boolean => row.members ? row.members.includes(key) : type.fields.has(key);
  // An empty `value` beside `valueFrom` is allowed (validateEnvVarValueFrom), and a null member is an absent one.
  return Object.keys(object).filter(key => isMember(key) && object[key] !== null && object[key] !== '');
}
