import { type Check, conflict, type Conflict, isGiven, isMap, listOf, oneOf } from './conflicts';
import { INT32 } from './words';
import { shown } from '../errors';

/** A Job ends with its pods, so that they must not be started again for ever. */
function restart(policy: unknown, hasFailurePolicy: boolean): Conflict[] {
  const at = ['template', 'spec', 'restartPolicy'];
  // an empty text is the default, Always (SetDefaults_PodSpec)
  if (!isGiven(policy) || policy === '' || policy === 'Always') {
    return [conflict(at, `is ${policy === 'Always' ? 'Always' : 'not set, which means Always'}, expected OnFailure or Never in a Job`, 'set it to OnFailure or Never')];
  }
  return policy === 'OnFailure' && hasFailurePolicy
    ? [conflict(at, 'is OnFailure beside podFailurePolicy, expected Never', 'set it to Never, or remove podFailurePolicy')] : [];
}

/** The exit codes of a container that the pod does not have. */
function noContainer(rule: unknown, at: number, names: readonly unknown[]): Conflict[] {
  const name = isMap(rule) && isMap(rule.onExitCodes) ? rule.onExitCodes.containerName : undefined;
  return typeof name !== 'string' || names.includes(name) ? []
    : [conflict(['podFailurePolicy', 'rules', at, 'onExitCodes', 'containerName'], `is ${shown(name)}, and the pod has no such container`, 'name one of its containers, or leave it out')];
}

/** Labels by which a server that made a Job's selector tells its pods; a Job that was read from a cluster has them. */
const OF_SERVER = ['batch.kubernetes.io/controller-uid', 'controller-uid'];

/** What only an indexed Job has (validateJobSpec). */
export const job: Check = (value) => {
  const { template, completionMode, completions, backoffLimitPerIndex, manualSelector, maxFailedIndexes, selector } = value;
  const { podFailurePolicy, podReplacementPolicy, successPolicy } = value;
  const isOwn = isGiven(selector) && !OF_SERVER.some((key) => isMap(selector) && isMap(selector.matchLabels) && isGiven(selector.matchLabels[key]));
  const pod = isMap(template) && isMap(template.spec) ? template.spec : undefined;
  const containers = [...listOf(pod?.containers), ...listOf(pod?.initContainers)].map((container) => (isMap(container) ? container.name : undefined));
  const isIndexed = completionMode === 'Indexed';
  const ofIndexed = (['backoffLimitPerIndex', 'maxFailedIndexes', 'successPolicy'] as const).filter((name) => !isIndexed && isGiven(value[name]));
  const rules = listOf(isMap(podFailurePolicy) ? podFailurePolicy.rules : undefined);
  const failIndex = rules.findIndex((rule) => isMap(rule) && rule.action === 'FailIndex');
  const successes = listOf(isMap(successPolicy) ? successPolicy.rules : undefined);
  return [
    ...pod === undefined ? [] : restart(pod.restartPolicy, isGiven(podFailurePolicy)),
    ...isOwn && manualSelector !== true ? [conflict('selector', 'is set without manualSelector: true, and the server makes one by itself', 'remove it')] : [],
    ...manualSelector === true && !isGiven(selector) ? [conflict('selector', 'is not set beside manualSelector: true', 'set labels of the pods, or remove manualSelector')] : [],
    ...isIndexed && !isGiven(completions) ? [conflict('completions', 'is not set beside completionMode Indexed', 'say how many indexes there are')] : [],
    ...ofIndexed.map((name) => conflict(name, 'is for completionMode Indexed', 'set completionMode: Indexed and completions, or remove it')),
    ...isIndexed && isGiven(maxFailedIndexes) && !isGiven(backoffLimitPerIndex)
      ? [conflict('maxFailedIndexes', 'stands without backoffLimitPerIndex', 'set backoffLimitPerIndex, or remove it')] : [],
    ...typeof maxFailedIndexes === 'number' && typeof completions === 'number' && maxFailedIndexes > completions
      ? [conflict('maxFailedIndexes', `is ${maxFailedIndexes}, more than completions ${completions}`, 'set it to completions at most')] : [],
    ...failIndex >= 0 && !isGiven(backoffLimitPerIndex)
      ? [conflict(['podFailurePolicy', 'rules', failIndex, 'action'], 'is FailIndex without backoffLimitPerIndex', 'set backoffLimitPerIndex, or use another action')] : [],
    ...pod === undefined ? [] : rules.flatMap((rule, at) => noContainer(rule, at, containers)),
    ...successes.flatMap((rule, at) => (
      isMap(rule) && typeof rule.succeededCount === 'number' && typeof completions === 'number' && rule.succeededCount > completions
        ? [conflict(['successPolicy', 'rules', at, 'succeededCount'], `is ${rule.succeededCount}, more than completions ${completions}`, 'set it to completions at most')] : [])),
    ...isGiven(podFailurePolicy) && podReplacementPolicy === 'TerminatingOrFailed'
      ? [conflict('podReplacementPolicy', 'is TerminatingOrFailed beside podFailurePolicy, expected Failed', 'set it to Failed, or leave it out')] : [],
  ];
};

/** Zones are named by paths of the time zone database; which there are is the server's to know. */
const TIME_ZONE = /^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/;

export const cronJob: Check = ({ timeZone }) => (typeof timeZone === 'string' && (!TIME_ZONE.test(timeZone) || timeZone.toLowerCase() === 'local')
  ? [conflict('timeZone', `is ${shown(timeZone)}, expected the name of a time zone such as Etc/UTC`, 'name a time zone, or leave it out')] : []);

/** An empty list is none. */
export const failureRule: Check = ({ onExitCodes, onPodConditions }, at) => (
  oneOf('condition', ['onExitCodes', 'onPodConditions'])({ onExitCodes, onPodConditions: listOf(onPodConditions).length > 0 ? onPodConditions : undefined }, at));

export const successRule: Check = ({ succeededCount, succeededIndexes }) => (isGiven(succeededCount) || isGiven(succeededIndexes)
  ? [] : [conflict([], 'has neither succeededCount nor succeededIndexes', 'set one of them')]);

/** In the order of numbers, each once; 0 is no failure. */
export const exitCodes: Check = ({ operator, values }) => {
  const numbers = listOf(values).map(Number);
  const unordered = numbers.findIndex((number, at) => at > 0 && number <= numbers[at - 1]);
  const zero = operator === 'In' ? numbers.indexOf(0) : -1;
  const large = numbers.findIndex((number) => Math.abs(number) > INT32);
  return [
    ...large >= 0 ? [conflict(['values', large], `is ${numbers[large]}, more than 32 bits hold`, 'write an exit code from 1 to 255')] : [],
    ...unordered > 0 ? [conflict(['values', unordered], `is ${shown(numbers[unordered])} after ${shown(numbers[unordered - 1])}, expected each once, in order`, 'order them, and name each once')] : [],
    ...zero >= 0 ? [conflict(['values', zero], 'is 0, with which no container fails', 'remove it')] : [],
  ];
};
