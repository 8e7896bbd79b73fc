import { isOptional, kindOf, type Made, madeRule, originOf, Answer } from './objects';
import { nearest } from '../../../kube';
import { judgeObject, type SchemaProblem } from '../../../kube/schema';
import { type JsonObject, unionMembers } from '../../../model/merge';
import { PROXY_CONTAINER } from '../../../model/names';
import { known } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { listAt, mapAt, stringAt } from '../../../model/read';
import type { TracedObject } from '../../../model/traced';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import { isUnknownField } from '../server-values';

const MERGE = 'Kubernetes apimachinery pkg/util/strategicpatch/patch.go';

/** GWA007: containers merge by name, and a name with a typing error adds one. An extra container with an image is its author's business. */
export const strangeContainer = madeRule({
  id: 'GWA007',
  title: 'option for a container that is not istio-proxy',
  what: 'The deployment option of a managed gateway or waypoint adds a container without an image, takes istio-proxy away, or adds one whose name '
    + 'looks like istio-proxy misspelt (a warning when it has an image).',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'Containers merge by name. Under another name an option does not change the proxy: it adds a second container, which the API server rejects '
    + 'without an image, and the proxy keeps its defaults.',
  source: `${MERGE}; Kubernetes pkg/apis/core/validation/validation.go validateContainerCommon (image is required)`,
}, (made) => {
  const { object, proxy: { container } } = made;
  if (object !== made.proxy.workload) { return []; }
  const lists = ['containers', 'initContainers'].flatMap((list) => {
    const pointer = joinPointer(made.proxy.template, 'spec', list);
    return (listAt(object.object, pointer) ?? []).map((_, at) => ({ list, place: joinPointer(pointer, at) }));
  });
  const strangers = lists.flatMap(({ list, place }): Answer[] => {
    const name = stringAt(object.object, joinPointer(place, 'name'));
    if (name === undefined || name === PROXY_CONTAINER || !isOptional(made, place)) { return []; }
    // a container that the option brings has nothing but what the option says
    const image = known(valueAt(object.object, joinPointer(place, 'image')), object.origin(place));
    const alike = list === 'containers' && nearest(name, [PROXY_CONTAINER]) !== undefined;
    const hasImage = typeof image.value === 'string' && image.value !== '';
    if (hasImage && !alike) { return []; }
    return [{
      ...hasImage && { severity: Severity.WARNING, ruleClass: RuleClass.MESH },
      message: `the option adds ${list === 'containers' ? 'a container' : 'an init container'} ${shown(name)}${hasImage ? '' : ' without an image'}, and leaves ${
        PROXY_CONTAINER} as it is${alike ? `; did you mean "${PROXY_CONTAINER}"?` : ''}`,
      fix: alike || list === 'containers' ? `name the container ${PROXY_CONTAINER}${hasImage ? '' : ', or give it an image'}` : 'give it an image',
      part: name.slice(0, 63),
      at: object.origin(place),
      values: [{ name: 'name', value: object.at(joinPointer(place, 'name')) }, { name: 'image', value: image, show: shown }],
    }];
  });
  if (container !== undefined || object.origin(joinPointer(made.proxy.template, 'spec', 'containers')).kind === 'unknown') { return strangers; }
  const place = joinPointer(made.proxy.template, 'spec', 'containers');
  return [...strangers, {
    ruleClass: RuleClass.MESH,
    message: `the option takes the container ${PROXY_CONTAINER} away: without it there is no proxy`,
    fix: `leave ${PROXY_CONTAINER} in place, and change only what is to be different`,
    part: PROXY_CONTAINER,
    at: originOf(made, place),
    values: [{ name: 'containers', value: known((listAt(object.object, place) ?? []).length, originOf(made, place)) }],
  }];
});

/** Hooks are judged for every pod, by DRN013. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set(['lifecycle handler']);

/** GWA008: a merge keeps the member that was there, and the API server takes one. */
export const unionTrap = madeRule({
  id: 'GWA008',
  title: 'option beside a member that stays',
  what: 'After the merge, a volume has two sources, a probe two handlers, an environment variable value and valueFrom, the strategy Recreate a '
    + 'rollingUpdate, or a budget minAvailable and maxUnavailable; at least one of them by an option.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'A strategic merge adds the option\'s member to the one that is there and removes nothing. The API server rejects an object in which more '
    + 'than one member of such a choice is set, so nothing of the Gateway is updated.',
  source: `${MERGE}; Kubernetes pkg/apis/core/validation/validation.go, pkg/apis/apps/validation/validation.go ("may not specify more than 1")`,
}, (made) => {
  const { apiVersion, kind } = made.object.object;
  return unionMembers(apiVersion, kind, made.object.object as unknown as JsonObject).flatMap(({ pointer, of, members, source }): Answer[] => {
    if (SAID_ELSEWHERE.has(of)) { return []; }
    const places = members.map((member) => joinPointer(pointer, member));
    const ours = members.filter((_, at) => isOptional(made, places[at]));
    if (ours.length === 0) { return []; }
    const others = members.filter((member) => !ours.includes(member));
    return [{
      message: `${kindOf(made)} ${pointer} has ${members.join(' and ')}: one ${of} is allowed (${source.slice(source.lastIndexOf(' ') + 1)})`,
      fix: others.length > 0
        ? `set ${others.map((member) => `${member}: null`).join(' and ')} beside ${ours.join(', ')} in the option`
        : `keep one of ${members.join(', ')}`,
      part: `${kindOf(made)}${pointer}`,
      at: made.object.origin(joinPointer(pointer, ours[0])),
      values: members.map((member, at) => ({ name: member, value: made.object.at(places[at]), show: shown })),
    }];
  });
});

const LABELS = '/spec/selector/matchLabels';

/** GWA011: the labels by which a Deployment finds its pods are fixed once it is there. */
export const selectorTouched = madeRule({
  id: 'GWA011',
  title: 'option changes the selector',
  what: 'The deployment option sets a label or an expression of spec.selector, or the labels of the pods so that the selector no longer matches '
    + 'them.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'A selector cannot be changed once the Deployment is there, and it must match the labels of the pods: the API server rejects the update. '
    + 'Service and budget look for the same label.',
  source: 'Kubernetes pkg/apis/apps/validation/validation.go ValidateDeploymentSpec, ValidateDeploymentUpdate; '
    + 'pkg/registry/apps/deployment/strategy.go (spec.selector is immutable)',
}, (made) => {
  const { object, proxy } = made;
  if (object !== proxy.workload) { return []; }
  const labels = Object.keys(mapAt(object.object, LABELS) ?? {}).map((key) => joinPointer(LABELS, key));
  const touched = [...labels, '/spec/selector/matchExpressions'].filter((place) => valueAt(object.object, place) !== undefined && isOptional(made, place));
  const written = touched.map((place): Answer => ({
    message: `the option sets ${place} to ${shown(valueAt(object.object, place))}: it can be set when the Deployment is made, and never changed`,
    fix: 'remove spec.selector from the option; labels for other purposes go to spec.template.metadata.labels',
    part: place.slice(0, 200),
    at: object.origin(place),
    values: [{ name: 'selector', value: object.at(place), show: shown }],
  }));
  return [...written, ...written.length > 0 ? [] : proxy.refusals.filter(({ code }) => code === 'selector-mismatch').map(({ message, origin }): Answer => ({
    message,
    fix: 'leave the label of the selector on the pods as istiod sets it',
    part: 'mismatch',
    at: origin,
    values: [{ name: 'selector', value: object.at(LABELS), show: (value) => Object.keys(value as object).join(', ').slice(0, 200) }],
  }))];
});

const judged = new WeakMap<TracedObject, readonly SchemaProblem[]>();

/** What the table of fields says of what options wrote, and of the parts that they left incomplete. Two rules ask. */
function fieldProblems(made: Made): readonly SchemaProblem[] {
  let problems = judged.get(made.object);
  if (!problems) { judged.set(made.object, problems = findProblems(made)); }
  return problems;
}

function findProblems(made: Made): readonly SchemaProblem[] {
  const isHidden = (pointer: string): boolean => !made.object.knows(pointer);
  const problems = judgeObject(made.object.object, { mayBeThere: isHidden })?.fields ?? [];
  return problems.filter(({ pointer }) => isOptional(made, pointer) || isOptional(made, pointer.slice(0, pointer.lastIndexOf('/'))));
}

function toAnswer(made: Made, { pointer, message }: SchemaProblem): Answer {
  const value = valueAt(made.object.object, pointer);
  return {
    message: `${kindOf(made)} ${pointer} ${message}`,
    fix: 'correct it in the option, or remove it there',
    part: `${kindOf(made)}${pointer}`.slice(0, 300),
    at: originOf(made, pointer),
    values: [{ name: pointer.slice(pointer.lastIndexOf('/') + 1).slice(0, 80), value: known(value, originOf(made, pointer)), show: shown }],
  };
}

/** GWA012: the controller applies on the server's side, where an unknown field is refused and not dropped. */
export const unknownField = madeRule({
  id: 'GWA012',
  title: 'option with an unknown field',
  what: 'An option sets a field that the kind does not have, such as replica for replicas, or terminationGracePeriodSeconds beside the pod\'s spec.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The merge keeps a field that nobody knows. The controller applies the object on the server\'s side, which refuses it ("field not declared '
    + 'in schema"): nothing of the Gateway is updated, or the field is dropped in silence.',
  source: 'Kubernetes OpenAPI definitions 1.26 to 1.36; structured-merge-diff typed/parser.go; Istio 1.30.3 '
    + 'pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go apply (server-side apply)',
}, (made) => fieldProblems(made).filter(({ code }) => code === 'unknown-field').flatMap((problem): Answer[] => {
  const isUnknown = isUnknownField(made.proxy.platform, problem);
  return typeof isUnknown === 'object' ? [isUnknown] : isUnknown ? [toAnswer(made, problem)] : [];
}));

/** GWA013: quantities are judged for every container, by the rules on resources. */
export const wrongType = madeRule({
  id: 'GWA013',
  title: 'option with a value of the wrong type',
  what: 'An option gives a text where Kubernetes takes a number, a map where it takes a list, and so on; or leaves out a field without which its '
    + 'part is incomplete.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The merge takes any value. The API server rejects the object, so nothing of the Gateway is deployed or updated.',
  source: 'Kubernetes OpenAPI definitions 1.26 to 1.36',
}, (made) => fieldProblems(made).filter((problem) => problem.code !== 'unknown-field' && !isSaidElsewhere(made, problem))
  .map((problem) => toAnswer(made, problem)));

/** maxReplicas is SCL003's, an image GWA007's, quantities of containers RES001's. */
function isSaidElsewhere(made: Made, { pointer, message, code }: SchemaProblem): boolean {
  if (code === 'missing-field') { return pointer === '/spec/maxReplicas' || (made.object === made.proxy.workload && pointer.endsWith('/image')); }
  return /\/resources\/(?:requests|limits)\//.test(pointer.slice(0, 300)) && message.includes('quantity');
}
