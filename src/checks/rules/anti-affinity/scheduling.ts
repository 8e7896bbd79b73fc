import { nameProblem } from '../../../kube';
import { joinPointer } from '../../../model/pointer';
import { listAt, mapAt, member } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import { type Pod, podRule } from '../pod-rule';
import { short } from '../proxy-rule';
import type { Problem } from '../standing-rule';

const VALIDATION = 'Kubernetes pkg/apis/core/validation/validation.go';
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Lt and Gt compare numbers since 1.35, behind the gate TaintTolerationComparisonOperators: whether it is on is not ours to know. */
const OPERATORS = ['Equal', 'Exists', 'Lt', 'Gt'];

/** AVL012: what ValidateTolerations accepts. */
export const tolerationSyntax = podRule({
  id: 'AVL012',
  title: 'toleration that the API server rejects',
  what: 'A toleration without key and without Exists, with Exists and a value, with tolerationSeconds and without NoExecute, or with a '
    + 'key, value, operator or effect that has no valid form. Judged for every pod template.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'A toleration without a key needs Exists, Exists takes no value, tolerationSeconds needs NoExecute; key, value, operator and effect have a form.',
  source: `${VALIDATION} ValidateTolerations`,
}, (pod) => {
  const list = joinPointer(pod.template, 'spec', 'tolerations');
  return (listAt(pod.object.object, list) ?? []).flatMap((toleration, at) => {
    const pointer = joinPointer(list, at);
    return !pod.object.knows(pointer) ? [] : tolerationProblems(toleration).map(({ field, message, fix }): Problem => {
      const place = joinPointer(pointer, field);
      return {
        message: `toleration ${at} ${message}`,
        fix,
        part: `${at}.${field}`,
        at: pod.object.origin(member(toleration, field) === undefined ? pointer : place),
        values: [{ name: field, value: pod.object.at(place), show: short }],
      };
    });
  });
}, ['tolerations']);

interface FieldProblem {
  readonly field: string;
  readonly message: string;
  readonly fix: string;
}

function tolerationProblems(toleration: unknown): FieldProblem[] {
  const text = (field: string): string => {
    const value = member(toleration, field);
    return typeof value === 'string' ? value : '';
  };
  const [key, operator, value, effect] = ['key', 'operator', 'value', 'effect'].map(text);
  const seconds = member(toleration, 'tolerationSeconds') ?? undefined;
  const problems: FieldProblem[] = [];
  const add = (field: string, message: string, fix: string): void => { problems.push({ field, message, fix }); };
  const keyProblem = key === '' ? undefined : nameProblem('labelKey', key);
  if (keyProblem) { add('key', `has key ${JSON.stringify(short(key))}, it ${keyProblem}`, 'write the key of the taint'); }
  if (key === '' && operator !== 'Exists') { add('operator', 'has no key and another operator than Exists', 'set operator: Exists, or give the key'); }
  if (operator === 'Exists' && value !== '') { add('value', `has value ${short(value)}, and operator Exists takes none`, 'remove the value, or set operator: Equal'); }
  if (operator !== '' && !OPERATORS.includes(operator)) { add('operator', `has operator ${short(operator)}, expected Equal or Exists`, 'set Equal or Exists'); }
  const valueProblem = operator === '' || operator === 'Equal' ? nameProblem('labelValue', value) : undefined;
  if (valueProblem) { add('value', `has value ${JSON.stringify(short(value))}, it ${valueProblem}`, 'write the value of the taint'); }
  if (effect !== '' && !EFFECTS.includes(effect)) { add('effect', `has effect ${short(effect)}, expected ${EFFECTS.join(', ')}`, `set one of ${EFFECTS.join(', ')}`); }
  if (seconds !== undefined && effect !== 'NoExecute') {
    add('tolerationSeconds', 'has tolerationSeconds without effect NoExecute', 'set effect: NoExecute, or remove tolerationSeconds');
  }
  return problems;
}

/** AVL013: a node selector is a map of labels. */
export const nodeSelectorSyntax = podRule({
  id: 'AVL013',
  title: 'nodeSelector that is no label',
  what: 'A key or value in nodeSelector that cannot be a label. Judged for every pod template.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects keys and values in nodeSelector that cannot be labels of a node.',
  source: `${VALIDATION} ValidatePodSpec (ValidateLabels)`,
}, (pod) => nodeSelectorProblems(pod), ['nodeSelector']);

function nodeSelectorProblems({ object, template }: Pod): Problem[] {
  const pointer = joinPointer(template, 'spec', 'nodeSelector');
  return Object.entries(mapAt(object.object, pointer) ?? {}).flatMap(([key, value]) => {
    const place = joinPointer(pointer, key);
    const entry = object.at<unknown>(place);
    if (!entry.known) { return []; }
    const problem = (what: string, is: string, fix: string): Problem => ({
      message: `${what} of nodeSelector ${is}`,
      fix,
      part: `${key}.${what.split(' ')[0]}`.slice(0, 200),
      at: entry.origin,
      values: [{ name: `nodeSelector ${short(key)}`, value: entry, show: (shown: unknown) => JSON.stringify(short(shown)) }],
    });
    const keyIs = nameProblem('labelKey', key);
    // a key with nothing behind it, such as node-role.kubernetes.io/control-plane: the decoder makes an empty text of null
    const valueIs = nameProblem('labelValue', value ?? '');
    return [
      ...keyIs ? [problem(`key ${JSON.stringify(short(key))}`, keyIs, 'write the key of a node label')] : [],
      ...valueIs ? [problem(`value ${JSON.stringify(short(value))}`, valueIs, typeof value === 'string' ? 'write the value of a node label' : 'put it in quotes')] : [],
    ];
  });
}
