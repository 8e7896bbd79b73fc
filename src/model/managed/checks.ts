import type { Built } from './built';
import type { RenderInput } from './input';
import { oldDeployment } from './objects';
import { OVERLAY_KINDS, type OverlayKey } from './options';
import type { Rendered } from './overlay';
import { problem, type Problem } from './problems';
import { nameProblem } from '../../kube';
import { Feature, Support } from '../../platform';
import type { Manifest } from '../manifest/types';
import { MANAGED_LABEL } from '../names';
import { namespaceLabels } from '../namespace-labels';
import type { Origin } from '../origin';
import { joinPointer } from '../pointer';
import { listAt, mapAt, member, numberAt, stringAt, stringsAt } from '../read';

/** What stops the controller before it renders anything. */
export function beforeRendering(input: RenderInput): Problem[] {
  return [...otherController(input), ...otherRevision(input), ...invalidNames(input)];
}

/** What istiod or the API server refuses of the finished objects. */
export function afterRendering(input: RenderInput, rendered: Rendered): Problem[] {
  return [
    ...kindChanges(input, rendered),
    ...takenObjects(input, rendered),
    // the template's own labels match its selector; what overlays or an older istiod wrote may not
    ...selectorMismatch(rendered.changed.deployment ?? (oldDeployment(input) && rendered.get('deployment'))),
    ...servicePortProblems(rendered.get('service')),
    ...autoscalerBounds(rendered.get('horizontalPodAutoscaler')),
  ];
}

const CONTROLLER_VERSION = 'gateway.istio.io/controller-version';

/** The version of istiod's controller, unchanged since 1.18. */
const OWN_CONTROLLER_VERSION = 5;

/** A Gateway that a newer controller has marked, or that is marked in a way nobody knows yet, is left alone. */
function otherController({ gateway }: RenderInput): Problem[] {
  const version = stringsAt(gateway.object, '/metadata/annotations')[CONTROLLER_VERSION];
  if (version === undefined || (/^[+-]?\d{1,15}$/.test(version) && Number(version) <= OWN_CONTROLLER_VERSION)) { return []; }
  return [problem('newer-controller', `annotation ${CONTROLLER_VERSION} gives the Gateway to another controller, got ${JSON.stringify(version.slice(0, 40))}, `
    + `expected ${OWN_CONTROLLER_VERSION} or less, remove it`, set(gateway, joinPointer('/metadata/annotations', CONTROLLER_VERSION)))];
}

const REVISION = 'istio.io/rev';

/** A Gateway that names another revision belongs to another istiod, unless the name is a tag of this one. */
function otherRevision({ gateway, namespace, context }: RenderInput): Problem[] {
  const { platform, injectionValues } = context.facts;
  const revision = platform.revision ?? (stringAt(injectionValues, '/revision') || undefined);
  const own = stringsAt(gateway.object, '/metadata/labels')[REVISION];
  const named = own ?? namespaceLabels(context, namespace).labels?.[REVISION];
  if (revision === undefined || named === undefined || named === revision || (named === '' && revision === 'default')) { return []; }
  if ((listAt(injectionValues, '/revisionTags') ?? []).includes(named)) { return []; }
  const where = own === undefined ? 'the namespace of the Gateway' : 'the Gateway';
  return [problem('other-revision', `${where} names revision ${JSON.stringify(named.slice(0, 80))}, expected ${JSON.stringify(revision)} or a tag of it, `
    + 'which of the two it is cannot be told', set(gateway, own === undefined ? '/metadata/namespace' : joinPointer('/metadata/labels', REVISION)))];
}

/** The Gateway's name becomes a label value, the Deployment's also the name of a Service. */
function invalidNames({ gateway, deploymentName }: RenderInput): Problem[] {
  const found: Problem[] = [];
  if (gateway.key.name.length > 63) {
    found.push(problem('invalid-name', `the name of a Gateway becomes a label value, got ${gateway.key.name.length} characters, expected at most 63`,
      set(gateway, '/metadata/name')));
  }
  const expected = nameProblem('dns1035Label', deploymentName.value);
  if (expected !== undefined) {
    const pointer = deploymentName.origin.kind === 'set' ? deploymentName.origin.pointer : '/metadata/name';
    found.push(problem('invalid-name', `the Service of the Gateway cannot have its name, got ${JSON.stringify(deploymentName.value.slice(0, 80))}, `
      + `expected ${expected}`, set(gateway, pointer)));
  }
  return found;
}

const set = (manifest: Manifest, pointer: string): Origin => ({ kind: 'set', manifest, pointer });

/** An overlay may make a DaemonSet of the Deployment in newer versions, and nothing else of anything. */
function kindChanges({ context: { facts: { platform } } }: RenderInput, rendered: Rendered): Problem[] {
  return Object.entries(rendered.changed).flatMap(([key, { object, origin }]) => {
    const [apiVersion, kind] = OVERLAY_KINDS[key as OverlayKey];
    if (object.apiVersion === apiVersion && object.kind === kind) { return []; }
    const isDaemonSet = object.apiVersion === 'apps/v1' && kind === 'Deployment' && object.kind === 'DaemonSet';
    if (isDaemonSet && platform.supports(Feature.MANAGED_DAEMON_SET) === Support.YES) { return []; }
    const isGuarded = platform.supports(Feature.OVERLAY_SAFEGUARDS) === Support.YES
      && (!isDaemonSet || platform.supports(Feature.MANAGED_DAEMON_SET) === Support.NO);
    const message = `option ${key} makes another kind, got ${String(object.apiVersion)} ${String(object.kind)}, expected ${apiVersion} ${kind}`;
    return [isGuarded
      ? problem('kind-change', `${message}, remove it: it is not applied`, origin('/kind'))
      : problem('kind-change-unguarded', `${message}, remove it: what ${platform.toString()} does with it is not known`, origin('/kind'))];
  });
}

/** What exists under the same name and is not labelled as managed is never touched, and nobody is told. */
function takenObjects({ context, gateway, namespace, managed, deploymentName, serviceAccount }: RenderInput, { keys }: Rendered): Problem[] {
  return keys.flatMap((key) => {
    const [apiVersion, kind] = OVERLAY_KINDS[key];
    const { value: name } = key === 'serviceAccount' ? serviceAccount : deploymentName;
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    const present = context.index.get({ cluster: context.cluster, group, kind, namespace, name });
    if (!present || stringsAt(present.object, '/metadata/labels')[MANAGED_LABEL] !== undefined) { return []; }
    return [problem(key === 'deployment' ? 'object-taken' : 'companion-taken',
      `${kind} ${present.key.name} is declared without the label ${MANAGED_LABEL}: ${managed.role} ${gateway.key.name} leaves it as it is, and its own is not made; `
      + 'rename one of them', set(present, '/metadata/name'))];
  });
}

function selectorMismatch(workload: Built | undefined): Problem[] {
  if (!workload) { return []; }
  const labels = stringsAt(workload.object, '/spec/template/metadata/labels');
  return Object.entries(stringsAt(workload.object, '/spec/selector/matchLabels')).flatMap(([key, value]) => {
    if (labels[key] === value) { return []; }
    const pointer = joinPointer('/spec/template/metadata/labels', key);
    const origin = labels[key] === undefined ? workload.absence(pointer) : workload.origin(pointer);
    return [problem('selector-mismatch', `the selector wants label ${key}=${value}, got ${JSON.stringify(labels[key]) ?? 'none'} on the pods, `
      + 'expected the same on both, leave both to istiod', origin)];
  });
}

/** Names and numbers of ports are unique, a name is a DNS label: listener names are neither, and overlays can break both. */
function servicePortProblems(service: Built | undefined): Problem[] {
  const names = new Set<unknown>();
  const numbers = new Set<string>();
  return (service ? listAt(service.object, '/spec/ports') ?? [] : []).flatMap((port, at) => {
    const origin = (field: string): Origin => service!.origin(joinPointer('/spec/ports', at, field));
    const name = member(port, 'name');
    const number = `${numberAt(port, '/port')}/${stringAt(port, '/protocol') ?? 'TCP'}`;
    const found: Problem[] = [];
    if (names.has(name)) {
      found.push(problem('duplicate-port-name', `two ports of the Service would be named ${JSON.stringify(name)}, expected different names once dots are `
        + 'dashes and 63 characters are left, rename a listener', origin('name')));
    }
    if (numbers.has(number)) {
      found.push(problem('duplicate-port', `two ports of the Service would be ${number}, expected different ones, 15021 is the status port, change a listener`, origin('port')));
    }
    const expected = nameProblem('dns1123Label', name);
    if (expected !== undefined) {
      found.push(problem('invalid-port-name', `a port of the Service would be named ${JSON.stringify(name)?.slice(0, 80)}, expected ${expected}, rename the listener`, origin('name')));
    }
    names.add(name);
    numbers.add(number);
    return found;
  });
}

/** The template says `maxReplicas: 1`, so an overlay that sets only the minimum cannot be applied. */
function autoscalerBounds(autoscaler: Built | undefined): Problem[] {
  if (!autoscaler || !mapAt(autoscaler.object, '/spec')) { return []; }
  const max = member(autoscaler.object.spec, 'maxReplicas');
  const min = member(autoscaler.object.spec, 'minReplicas');
  if (max === undefined || max === null) {
    const absence = autoscaler.absence('/spec/maxReplicas');
    return absence.kind === 'unknown' ? [] : [problem('autoscaler-bounds', 'the autoscaler has no maxReplicas, expected one, set it', absence)];
  }
  if (typeof max !== 'number' || typeof min !== 'number' || max >= min) { return []; }
  return [problem('autoscaler-bounds', `the autoscaler has maxReplicas ${max} below minReplicas ${min}, expected at least as many, set maxReplicas `
    + '(the template has 1)', autoscaler.origin('/spec/minReplicas'))];
}
